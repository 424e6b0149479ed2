"""The forms, vocabularies, crosswalks and translations that come with cbreport: content only, no code."""
