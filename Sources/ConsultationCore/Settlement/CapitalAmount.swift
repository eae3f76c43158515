/// 人民币大写, after 支付结算办法 and 会计基础工作规范 §52. Where usage differs the choice is: 整 follows 元 or 角; an
/// amount under one yuan has no 零元; 零 stands before 角 when the yuan end in 0, and before 分 when there is no 角;
/// between groups of four digits 零 stands only when the lower group begins with 0.
package enum CapitalAmount {
    private static let digits = Array("零壹贰叁肆伍陆柒捌玖")
    private static let units = ["", "拾", "佰", "仟"]
    private static let groups = ["", "万", "亿", "万亿", "亿亿"]

    package static func text(_ amount: Money) -> String {
        if amount.fen < 0 { return "负" + magnitude(amount.fen.magnitude) }
        return magnitude(amount.fen.magnitude)
    }

    private static func magnitude(_ fen: UInt64) -> String {
        if fen == 0 { return "零元整" }
        let whole = fen / 100
        let (tenths, hundredths) = (Int(fen / 10 % 10), Int(fen % 10))
        var text = yuan(whole)
        let hasYuan = !text.isEmpty
        if hasYuan { text += "元" }
        if tenths == 0, hundredths == 0 { return text + "整" }
        if tenths > 0 {
            text += (hasYuan && whole % 10 == 0 ? "零" : "") + String(digits[tenths]) + "角"
        } else if hasYuan {
            text += "零"
        }
        return hundredths > 0 ? text + String(digits[hundredths]) + "分" : text + "整"
    }

    private static func yuan(_ whole: UInt64) -> String {
        var parts: [Int] = []
        var rest = whole
        while rest > 0 {
            parts.insert(Int(rest % 10_000), at: 0)
            rest /= 10_000
        }
        var text = ""
        var gap = false
        for (index, part) in parts.enumerated() {
            if part == 0 {
                gap = !text.isEmpty
                continue
            }
            if !text.isEmpty, gap || part < 1000 { text += "零" }
            text += group(part) + groups[parts.count - 1 - index]
            gap = false
        }
        return text
    }

    private static func group(_ value: Int) -> String {
        var text = ""
        var gap = false
        for (place, divisor) in [(3, 1000), (2, 100), (1, 10), (0, 1)] {
            let digit = value / divisor % 10
            if digit == 0 {
                gap = gap || !text.isEmpty
                continue
            }
            text += (gap ? "零" : "") + String(digits[digit]) + units[place]
            gap = false
        }
        return text
    }
}
