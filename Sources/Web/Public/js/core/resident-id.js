// GB 11643: 18 places, birth date in 7–14, odd 17th = male, check character by ISO 7064 MOD 11-2.

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK = "10X98765432";

/** → {ok, reason?: "length"|"characters"|"date"|"checksum", birthDate?, sex?} */
export function readResidentId(input, today = new Date()) {
  const number = (input ?? "").replace(/\s/g, "").toUpperCase();
  if (!/^\d{0,17}[\dX]?$/.test(number)) return { ok: false, reason: "characters" };
  if (number.length !== 18) return { ok: false, reason: "length", length: number.length };
  const [year, month, day] = [number.slice(6, 10), number.slice(10, 12), number.slice(12, 14)];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const exists = date.getUTCFullYear() === Number(year) && date.getUTCMonth() + 1 === Number(month) && date.getUTCDate() === Number(day);
  if (!exists || Number(year) < 1880 || date > today) return { ok: false, reason: "date" };
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(number[index]), 0);
  if (CHECK[sum % 11] !== number[17]) return { ok: false, reason: "checksum" };
  return { ok: true, number, birthDate: `${year}-${month}-${day}`, sex: Number(number[16]) % 2 === 1 ? "male" : "female" };
}
