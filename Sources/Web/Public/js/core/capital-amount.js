// 人民币大写. Choices where usage differs, after 支付结算办法 and 会计基础工作规范 §52:
// 整 always follows 元 or 角; an amount under one yuan has no 零元; 零 stands before 角 when the yuan end in 0,
// and before 分 when there is no 角; between groups of four, 零 only when the lower group begins with 0.

const DIGITS = "零壹贰叁肆伍陆柒捌玖";
const UNITS = ["", "拾", "佰", "仟"];
const GROUPS = ["", "万", "亿", "万亿"];

function group(value) {
  let text = "";
  let gap = false;
  for (let place = 3; place >= 0; place -= 1) {
    const digit = Math.trunc(value / 10 ** place) % 10;
    if (digit === 0) { gap = gap || text !== ""; continue; }
    text += (gap ? "零" : "") + DIGITS[digit] + UNITS[place];
    gap = false;
  }
  return text;
}

export function capitalAmount(fen) {
  if (!Number.isSafeInteger(fen)) return "—";
  if (fen < 0) return `负${capitalAmount(-fen)}`;
  if (fen === 0) return "零元整";
  let yuan = Math.trunc(fen / 100);
  const jiao = Math.trunc(fen / 10) % 10;
  const cent = fen % 10;
  const endsInZero = yuan % 10 === 0;
  const groups = [];
  while (yuan > 0) { groups.unshift(yuan % 10_000); yuan = Math.trunc(yuan / 10_000); }
  let text = "";
  let gap = false;
  groups.forEach((value, index) => {
    if (value === 0) { gap = text !== ""; return; }
    const zero = text !== "" && (gap || value < 1000);
    text += (zero ? "零" : "") + group(value) + GROUPS[groups.length - 1 - index];
    gap = false;
  });
  const hasYuan = text !== "";
  if (hasYuan) text += "元";
  if (jiao === 0 && cent === 0) return `${text}整`;
  if (jiao > 0) text += (hasYuan && endsInZero ? "零" : "") + DIGITS[jiao] + "角";
  else if (hasYuan) text += "零";
  return cent > 0 ? `${text}${DIGITS[cent]}分` : `${text}整`;
}
