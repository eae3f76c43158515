import Wire

/// What one m-line says of payload types and streams, in an answer or in a foreign offer.
enum FormatReader {
    /// One payload type whose meaning we know.
    struct Format: Hashable {
        var codec: Codec
        var payloadType: UInt8
        /// Value of `a=fmtp`, empty without one.
        var parameters: String
        /// RFC 4588 payload type whose `apt` is this one.
        var repair: UInt8?
    }

    /// The first payload type of each codec, with its repair.
    static func read(_ section: SessionDescription.Section) -> PayloadTypes {
        var result = PayloadTypes()
        for format in formats(of: section) where result[format.codec] == nil {
            result.set(format.codec, format.payloadType, repair: format.repair)
        }
        return result
    }

    /// The section's formats that we carry, in the other end's order of preference (RFC 3264 §5.1).
    static func formats(of section: SessionDescription.Section) -> [Format] {
        var names: [UInt8: String] = [:]
        for value in section.all("rtpmap") {
            let words = value.split(separator: " ")
            guard words.count >= 2, let number = UInt8(words[0]), number < 128 else { continue }
            if names[number] == nil { names[number] = words[1].lowercased() }
        }
        var parameters: [UInt8: String] = [:]
        for value in section.all("fmtp") {
            let words = value.split(separator: " ", maxSplits: 1)
            guard words.count == 2, let number = UInt8(words[0]) else { continue }
            if parameters[number] == nil { parameters[number] = String(words[1]) }
        }
        let numbers = section.formats.compactMap { UInt8($0) }.filter { $0 < 128 }
        var result: [Format] = []
        for number in numbers {
            let text = parameters[number] ?? ""
            guard let codec = codec(number, names[number]), carries(codec, text),
                codec.media == (section.kind == "audio" ? .audio : .video)
            else { continue }
            let repair = numbers.first { candidate in
                (names[candidate] ?? "").hasPrefix("rtx/")
                    && value("apt", in: parameters[candidate] ?? "").flatMap { UInt8($0) } == number
            }
            result.append(Format(codec: codec, payloadType: number, parameters: text, repair: repair))
        }
        return result
    }

    /// Whether a line of sound agreed to NACK for Opus without a stream for repairs.
    static func repeatsSound(_ section: SessionDescription.Section, _ formats: PayloadTypes) -> Bool {
        guard section.kind == "audio", let opus = formats[.opus], formats.repair(of: .opus) == nil else {
            return false
        }
        return section.all("rtcp-fb").contains("\(opus) nack")
    }

    /// SSRC of the section's stream and of its retransmissions; nil where the other end names none.
    static func streams(_ section: SessionDescription.Section) -> (ssrc: UInt32?, repair: UInt32?) {
        let named = section.all("ssrc").compactMap { $0.split(separator: " ").first.flatMap { UInt32($0) } }
        let group = section.all("ssrc-group").first { $0.hasPrefix("FID ") }
            .map { $0.split(separator: " ").dropFirst().compactMap { UInt32($0) } }
        return (group?.first ?? named.first, group?.dropFirst().first)
    }

    private static func codec(_ number: UInt8, _ name: String?) -> Codec? {
        guard let name else { return Codec.allCases.first { $0.staticPayloadType == number } }
        return Codec.allCases.first { codec in
            let wanted = "\(codec.name.lowercased())/\(codec.clockRate)"
            // Channels may follow; without them it is one (RFC 8866 §6.6).
            return name == wanted || name == wanted + "/\(codec.channels)"
        }
    }

    /// Single packets of slices are all that packetization-mode 0 has, and interleaving (2) needs a buffer that no
    /// browser has (RFC 6184 §6): mode 1 is what everybody reads.
    private static func carries(_ codec: Codec, _ parameters: String) -> Bool {
        codec != .h264 || value("packetization-mode", in: parameters) == "1"
    }

    /// One `name=value` of an fmtp line.
    static func value(_ name: String, in parameters: String) -> String? {
        for part in parameters.split(separator: ";") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2 else { continue }
            let key = pair[0].drop { $0 == " " }
            if key.lowercased() == name { return String(pair[1].drop { $0 == " " }) }
        }
        return nil
    }
}
