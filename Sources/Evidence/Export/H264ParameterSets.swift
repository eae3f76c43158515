/// The parameter sets a stream has sent, as units without start code. A decoder needs them in front of every picture it
/// may begin with; a sender may send them once, apart, or beside each keyframe.
struct H264ParameterSets {
    /// By identifier (ITU-T H.264 §7.4.2.1.1 and §7.4.2.2: 0…31 and 0…255).
    private var sequence: [UInt8: (unit: [UInt8], size: PictureSize)] = [:]
    private var picture: [UInt8: (unit: [UInt8], sequence: UInt8)] = [:]
    /// A set is some tens of bytes; scaling lists make it some hundred.
    private static let unitLimit = 4_096

    /// Keeps a set; one that cannot be read is left out.
    mutating func take(_ unit: ArraySlice<UInt8>) {
        guard unit.count <= Self.unitLimit, let first = unit.first else { return }
        switch H264Unit.kind(first) {
        case H264Unit.sequenceParameters:
            guard let (identifier, size) = Self.sequenceParameters(unit) else { return }
            sequence[identifier] = (Array(unit), size)
        case H264Unit.pictureParameters:
            var reader = BitReader(unit.dropFirst())
            guard let identifier = reader.unsigned(), identifier < 256, let parent = reader.unsigned(),
                parent < 32
            else { return }
            picture[UInt8(identifier)] = (Array(unit), UInt8(parent))
        default: break
        }
    }

    /// All sets that belong together, in Annex B form, and the size of the picture; nil while one is missing.
    var inFront: (bytes: [UInt8], size: PictureSize)? {
        let usable = picture.filter { sequence[$0.value.sequence] != nil }
        guard let first = usable.min(by: { $0.key < $1.key }), let size = sequence[first.value.sequence]?.size
        else { return nil }
        var bytes: [UInt8] = []
        for entry in sequence.sorted(by: { $0.key < $1.key }) {
            bytes += H264Unit.startCode + entry.value.unit
        }
        for entry in usable.sorted(by: { $0.key < $1.key }) { bytes += H264Unit.startCode + entry.value.unit }
        return (bytes, size)
    }

    /// Profiles whose sequence parameter set tells chroma, depth and scaling (ITU-T H.264 §7.3.2.1.1).
    private static let profilesWithChroma: Set<UInt32> = [
        100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135,
    ]

    /// The size of the pictures that follow a sequence parameter set; nil for any other unit.
    static func size(in unit: ArraySlice<UInt8>) -> PictureSize? {
        guard let first = unit.first, unit.count <= unitLimit,
            H264Unit.kind(first) == H264Unit.sequenceParameters
        else { return nil }
        return sequenceParameters(unit)?.1
    }

    private static func sequenceParameters(_ unit: ArraySlice<UInt8>) -> (UInt8, PictureSize)? {
        var reader = BitReader(unit.dropFirst())
        guard let profile = reader.bits(8), reader.bits(16) != nil, let identifier = reader.unsigned(),
            identifier < 32
        else { return nil }
        var chroma: UInt32 = 1
        var hasSeparatePlanes = false
        if profilesWithChroma.contains(profile) {
            guard let format = reader.unsigned(), format <= 3 else { return nil }
            chroma = format
            if chroma == 3 {
                guard let separate = reader.flag() else { return nil }
                hasSeparatePlanes = separate
            }
            // Bit depths, the transform bypass flag, scaling.
            guard reader.unsigned() != nil, reader.unsigned() != nil, reader.flag() != nil,
                skipScaling(&reader, lists: chroma == 3 ? 12 : 8)
            else { return nil }
        }
        guard skipOrder(&reader), let size = size(&reader, chroma: hasSeparatePlanes ? 0 : chroma) else {
            return nil
        }
        return (UInt8(identifier), size)
    }

    private static func skipScaling(_ reader: inout BitReader, lists: Int) -> Bool {
        guard let isPresent = reader.flag() else { return false }
        guard isPresent else { return true }
        for list in 0..<lists {
            guard let isListed = reader.flag() else { return false }
            guard isListed else { continue }
            var last: Int32 = 8
            var next: Int32 = 8
            for _ in 0..<(list < 6 ? 16 : 64) where next != 0 {
                guard let delta = reader.signed() else { return false }
                next = (last &+ delta &+ 256) & 0xFF
                last = next == 0 ? last : next
            }
        }
        return true
    }

    /// Frame numbers, picture order and reference frames.
    private static func skipOrder(_ reader: inout BitReader) -> Bool {
        guard reader.unsigned() != nil, let kind = reader.unsigned(), kind <= 2 else { return false }
        if kind == 0 {
            guard reader.unsigned() != nil else { return false }
        } else if kind == 1 {
            guard reader.flag() != nil, reader.signed() != nil, reader.signed() != nil,
                let cycle = reader.unsigned(), cycle <= 255
            else { return false }
            for _ in 0..<cycle { guard reader.signed() != nil else { return false } }
        }
        return reader.unsigned() != nil && reader.flag() != nil
    }

    private static func size(_ reader: inout BitReader, chroma: UInt32) -> PictureSize? {
        // 16 bits hold 4,096 macroblocks a side, four times what any level allows.
        guard let wide = reader.unsigned(), wide < 4_095, let high = reader.unsigned(), high < 4_095,
            let isFrames = reader.flag(), isFrames || reader.flag() != nil, reader.flag() != nil,
            let isCropped = reader.flag()
        else { return nil }
        let units: UInt32 = isFrames ? 1 : 2
        var width = (wide + 1) * 16
        var height = (high + 1) * 16 * units
        if isCropped {
            guard let left = reader.unsigned(), let right = reader.unsigned(), let top = reader.unsigned(),
                let bottom = reader.unsigned()
            else { return nil }
            let across = (UInt64(left) + UInt64(right)) * (chroma == 1 || chroma == 2 ? 2 : 1)
            let down = (UInt64(top) + UInt64(bottom)) * (chroma == 1 ? 2 : 1) * UInt64(units)
            guard across < width, down < height else { return nil }
            width -= UInt32(across)
            height -= UInt32(down)
        }
        guard width <= UInt16.max, height <= UInt16.max else { return nil }
        return PictureSize(width: UInt16(width), height: UInt16(height))
    }
}
