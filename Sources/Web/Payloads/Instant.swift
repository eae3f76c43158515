import ConsultationCore

/// An instant as it goes over the wire: RFC 3339, +08:00, milliseconds.
struct Instant: Encodable, Equatable {
    let time: WallTime

    init(_ time: WallTime) { self.time = time }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Instants.text(time.milliseconds))
    }
}

/// A list in an object, so that members can be added beside it later.
struct Items<Item: Encodable>: Encodable {
    let items: [Item]
    var next: String?
}

struct SlotPayload: Encodable {
    let start: Instant
    let end: Instant
}

struct InstitutionReference: Encodable {
    let id: String
    let name: String
}
