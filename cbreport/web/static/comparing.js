// How conditions compare dates, numbers and sizes, as the server does.

import { further, show } from "./conditions.js";

// Digits of every script as Western ones; each script has its ten in a row.
function western(text) {
  return text.replace(/\p{Nd}/gu, (digit) => {
    let first = digit.codePointAt(0);
    while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1;
    return String((digit.codePointAt(0) - first) % 10);
  });
}

const BLANKS = /[^\S\ufeff]+/g;

function typedNumber(text) {
  const compact = text.replace(BLANKS, "");
  return /^[+-]?\p{Nd}+(\.\p{Nd}+)?$/u.test(compact) ? western(compact) : text;
}

function typedDate(day, month, year) {
  const parts = [year, month, day].map(western);
  if (!parts.some(Boolean)) return "";
  const [y, m, d] = parts.map(Number);
  const real = m >= 1 && m <= 12 && y >= 1 && d >= 1 && d <= new Date(Date.UTC(2000 + (y % 400), m, 0)).getUTCDate();
  if (/^\d{4}-\d{1,2}-\d{1,2}$/.test(parts.join("-")) && real) {
    return [parts[0], parts[1].padStart(2, "0"), parts[2].padStart(2, "0")].join("-");
  }
  return parts.map((part) => part.replace(/-/g, "–")).join("-");
}

// A number of any length as sign, digits and power of ten; null when the text is none.
function decimal(text) {
  const found = /^([+-]?)(?:(\d+)\.?(\d*)|\.(\d+))(?:e([+-]?\d+))?$/i.exec(western(text).replace(/_/g, ""));
  if (!found) return null;
  const fraction = found[3] ?? found[4] ?? "";
  const digits = ((found[2] ?? "") + fraction).replace(/^0+/, "");
  const size = digits.length + Number(found[5] ?? 0) - fraction.length;
  return { sign: digits ? (found[1] === "-" ? -1 : 1) : 0, size, digits };
}

// -1, 0 or 1; null when the two cannot be compared. Texts of ten characters compare as dates do.
function order(left, right) {
  const [a, b] = [decimal(left), decimal(right)];
  if (a && b) {
    if (a.sign !== b.sign || !a.sign) return Math.sign(a.sign - b.sign);
    if (a.size !== b.size) return a.sign * Math.sign(a.size - b.size);
    const [x, y] = [a.digits, b.digits].map((each) => each.padEnd(Math.max(a.digits.length, b.digits.length), "0"));
    return x === y ? 0 : x > y ? a.sign : -a.sign;
  }
  if ([...left].length !== 10 || [...right].length !== 10) return null;
  return left === right ? 0 : left > right ? 1 : -1;
}

// Whether what was typed, part by part, is as the condition wants it. A decimal that cannot be read is as nothing wants it.
further.satisfies = (type, texts, operator, operand) => {
  let value = type === "date" ? typedDate(...texts) : texts.join("");
  if (/integer|year|decimal/.test(type)) value = typedNumber(value);
  const isNumber = type === "decimal" || (/integer|year/.test(type) && /^[+-]?[0-9]{1,15}$/.test(value));
  if (operator === "includes" || (isNumber && !decimal(value))) return false;
  const same = (other) => (isNumber ? Boolean(decimal(other)) && order(value, other) === 0 : value === other);
  if (operator === "equals") return same(operand[0]);
  if (operator === "not-equals") return !same(operand[0]);
  if (operator === "one-of") return operand.some(same);
  const which = isNumber && !decimal(operand[0]) ? null : order(value, operand[0]);
  return which === 0 || which === (operator === "at-least" ? 1 : -1);
};

show();
