import ConsultationCore
import Orchestration

/// Connections with what they did last.
struct ExchangePayload: Encodable {
    struct Connection: Encodable {
        let id: String
        let version: Int
        let state: String
        let system: String
        let systemDisplay: String
        let name: String
        let host: String
        let port: Int
        let encrypted: Bool
        let path: String
        let application: String
        let facility: String
        let secret: String?
        let sends: [String]
        let qualityAttested: Bool
        let stopReason: String?
        let succeededAt: Instant?
        let failedAt: Instant?
        let failure: String?
        let failureEn: String?
    }

    let connections: [Connection]
    let allowedHosts: [String]
    let waiting: Int
    let dead: Int
    let unmatched: Int
    let mayKeep: Bool
}

extension ExchangePayload {
    init(_ view: ExchangeDesk.View) {
        self.init(
            connections: view.lines.map { line in
                let (one, link) = (line.connection, line.link)
                let words = link.failure.map(ExchangeTexts.words)
                return Connection(
                    id: one.id.text, version: one.version, state: one.state.rawValue,
                    system: one.settings.system.rawValue,
                    systemDisplay: ExchangeTexts.system(one.settings.system), name: one.settings.name,
                    host: one.settings.host, port: one.settings.port, encrypted: one.settings.isEncrypted,
                    path: one.settings.path, application: one.settings.application,
                    facility: one.settings.facility, secret: one.settings.secret,
                    sends: one.settings.sends.map(\.rawValue),
                    qualityAttested: one.settings.isQualityAttested, stopReason: one.stopReason,
                    succeededAt: link.succeededAt.map(Instant.init),
                    failedAt: link.failedAt.map(Instant.init),
                    failure: words?.chinese, failureEn: words?.english)
            }, allowedHosts: view.allowedHosts, waiting: view.waiting, dead: view.dead,
            unmatched: view.unmatched, mayKeep: view.mayKeep)
    }
}

struct ExchangeMessagePage: Encodable {
    struct Message: Encodable {
        let id: String
        let connection: String
        let system: String?
        let topic: String
        let topicDisplay: String
        let state: String
        let stateDisplay: String
        let createdAt: Instant
        let attempts: Int
        let nextAt: Instant?
        let settledAt: Instant?
        let consultationNumber: String?
        let failure: String?
        let failureEn: String?
        let reason: String?
        let actions: [String]
    }

    let items: [Message]
    let next: String?

    init(_ page: ExchangeDesk.Page) {
        items = page.items.map { item in
            let one = item.message
            let words = one.failure.map(ExchangeTexts.words)
            return Message(
                id: one.id.text, connection: item.connection?.settings.name ?? one.connection.text,
                system: item.connection?.settings.system.rawValue, topic: one.topic.rawValue,
                topicDisplay: ExchangeTexts.topic(one.topic), state: one.state.rawValue,
                stateDisplay: ExchangeTexts.state(one.state), createdAt: Instant(one.createdAt),
                attempts: one.attempts, nextAt: one.state == .waiting ? Instant(one.nextAt) : nil,
                settledAt: one.settledAt.map(Instant.init), consultationNumber: item.number?.text,
                failure: words?.chinese, failureEn: words?.english, reason: one.reason,
                actions: item.acts.map(\.rawValue))
        }
        next = page.next.map { "\($0.createdAt.milliseconds) \($0.id)" }
    }
}

struct InwardContentPayload: Encodable {
    let patientName: String
    let recordNumber: String
    let birthDate: String?
    let items: [String]
    let numbers: [String]

    init(_ content: InwardContent) {
        patientName = content.patientName.value
        recordNumber = content.recordNumber.value
        birthDate = content.birthDate.value?.description
        items = content.items
        numbers = content.numbers
    }
}

/// Whether signed documents reached the institution's own record.
struct RecordDeliveryPayload: Encodable {
    struct Step: Encodable {
        let topic: String
        let topicDisplay: String
        let state: String
        let stateDisplay: String
        let at: Instant
    }

    let state: String
    let stateDisplay: String
    let steps: [Step]

    init(_ view: RecordDeliveryView) {
        state = view.delivery.rawValue
        stateDisplay = ExchangeTexts.delivery(view.delivery)
        steps = view.steps.map {
            Step(
                topic: $0.topic.rawValue, topicDisplay: ExchangeTexts.topic($0.topic),
                state: $0.state.rawValue, stateDisplay: ExchangeTexts.state($0.state), at: Instant($0.at))
        }
    }
}

struct SampleDelivery: Encodable {
    let consultationId: String
    let state: String
    let stateDisplay: String

    init(_ consultation: ConsultationID, _ delivery: RecordDelivery) {
        consultationId = consultation.text
        state = delivery.rawValue
        stateDisplay = ExchangeTexts.delivery(delivery)
    }
}

/// What the hospital's system told of a person.
struct RegistrationPayload: Encodable {
    let recordNumber: String
    let name: String
    let identityKind: String?
    let identityNumber: String?
    let sex: String?
    let birthDate: String?
    let phone: String?
    let admittedAt: Instant?

    init(_ patient: ExchangePatient) {
        recordNumber = patient.recordNumber.value
        name = patient.name.value
        switch patient.identity.value {
        case .residentID: identityKind = "residentID"
        case .passport: identityKind = "passport"
        case .other: identityKind = "other"
        case nil: identityKind = nil
        }
        identityNumber = patient.identity.value?.number
        sex = patient.sex?.rawValue
        birthDate = patient.birthDate.value?.description
        phone = patient.phone.value
        admittedAt = patient.admittedAt.map(Instant.init)
    }
}
