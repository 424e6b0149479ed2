"""Answers of every kind, valid or not."""

from __future__ import annotations

from hypothesis import strategies as st

from cbreport.answering import Answer

# Whatever a file or an earlier form may have left in the store.
plain_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
awkward = st.sampled_from(
    ["", " ", "true", "false", "12", "012", "1 000", "12.50", "many", "2024-05-31", "2024-2-31", "2024--", "May 2024",
     "KEN", "XYZ", "funding", "zzz", "other", "s03", "clear",
     "two\nlines", "\nlater", " padded ", "\r\n",
     "<b>&amp;</b>", '"', "https://example.org/?a=1&b=2", "مرحبا", "-5", "007", "+3", "1e5", "NaN"]
)  # fmt: skip
texts = plain_text | awkward
values = st.one_of(
    st.none(),
    texts,
    st.booleans(),
    st.integers(-(10**16), 10**16),
    st.lists(texts | st.sampled_from(["funding", "training", "other", "none", "law"]), max_size=4),
    st.dictionaries(
        st.sampled_from(["amount", "from", "to", "currency", "url", "title"]) | plain_text, texts, max_size=4
    ),
)
codes = st.sampled_from(["funding", "training", "other", "planned", "running", "many", "funded", "men", "zzz"])
answers_of_any_kind = st.builds(
    Answer,
    value=values,
    non_answer=st.sampled_from(["", "", "", "not-applicable", "no-information", "refused"]),
    comment=texts,
    details=st.dictionaries(codes, texts | st.integers() | st.fixed_dictionaries({"amount": texts, "currency": texts})),
    language=st.sampled_from(["", "en", "ar", "pt"]),
    source=st.sampled_from(["entered", "imported", "carried-forward"]),
    confirmed=st.booleans(),
    translations=st.dictionaries(st.sampled_from(["fr", "ar", "pt"]), texts, max_size=2),
    attachments=st.lists(
        st.sampled_from(
            [
                {"name": f"{each}.pdf", "type": "application/pdf", "size": "1", "digest": f"sha256:{each * 64}"}
                for each in "ab"
            ]
        ),
        max_size=2,
        unique_by=lambda each: each["digest"],
    ).map(tuple),
)
