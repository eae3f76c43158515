/// File names in headers: percent-encoded UTF-8 in, RFC 5987 out.
package enum FileNames {
    /// `nil` unless it is valid percent-encoded UTF-8 of a plain file name.
    package static func decode(_ encoded: String) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(encoded.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        guard let name = String(validating: bytes, as: UTF8.self) else { return nil }
        let isPlain = !name.unicodeScalars.contains { scalar in
            scalar.value < 0x20 || scalar.value == 0x7F || scalar == "/" || scalar == "\\"
        }
        guard isPlain, !name.trimmed.isEmpty, name != ".", name != ".." else { return nil }
        return name.unicodeScalars.count <= Limits.fileName ? name : nil
    }

    /// `attachment; filename="…"; filename*=UTF-8''…` (RFC 6266 §4.3): an ASCII stand-in for old programs.
    package static func disposition(_ name: String, inline: Bool = false) -> String {
        let ascii = String(
            name.unicodeScalars.map { scalar in
                scalar.isASCII && scalar.value >= 0x20 && scalar != "\"" && scalar != "\\" && scalar != "%"
                    ? Character(scalar) : "_"
            })
        return (inline ? "inline" : "attachment")
            + "; filename=\"\(ascii)\"; filename*=UTF-8''\(encode(name))"
    }

    /// attr-char of RFC 5987 §3.2.1 stays, everything else is percent-encoded.
    static func encode(_ name: String) -> String {
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&+-.^_`|~".utf8)
        let digits = Array("0123456789ABCDEF")
        var text = ""
        for byte in name.utf8 {
            if plain.contains(byte) {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                text += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
        return text
    }
}
