import ConsultationCore
import Crypto
import Foundation

/// SHA-256, base64 and the `Repr-Digest` field (RFC 9530).
enum Digests {
    static func digest(of bytes: [UInt8]) -> ConsultationCore.Digest {
        let hexadecimal = hex(Crypto.SHA256.hash(data: bytes))
        guard let digest = ConsultationCore.Digest(hexadecimal: hexadecimal) else {
            preconditionFailure("a SHA-256 has 64 hexadecimal digits")
        }
        return digest
    }

    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    static func decodeBase64(_ text: String) -> [UInt8]? {
        Data(base64Encoded: text).map { [UInt8]($0) }
    }

    /// The SHA-256 in `sha-256=:…:`, in hexadecimal. Other algorithms beside it are allowed and ignored.
    static func sha256(fromHeader header: String) -> String? {
        for item in header.split(separator: ",") {
            let text = String(item).trimmed
            guard text.lowercased().hasPrefix("sha-256=:"), text.hasSuffix(":"), text.count > 10 else {
                continue
            }
            guard let bytes = decodeBase64(String(text.dropFirst(9).dropLast())), bytes.count == 32 else {
                return nil
            }
            return hex(bytes)
        }
        return nil
    }

    static func header(hexadecimal: String) -> String {
        var bytes: [UInt8] = []
        var rest = hexadecimal[...]
        while !rest.isEmpty {
            bytes.append(UInt8(rest.prefix(2), radix: 16) ?? 0)
            rest = rest.dropFirst(2)
        }
        return "sha-256=:" + Data(bytes).base64EncodedString() + ":"
    }
}
