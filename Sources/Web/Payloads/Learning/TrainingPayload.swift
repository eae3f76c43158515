import ConsultationCore
import Orchestration

struct TrainingLinePayload: Encodable {
    let topic: String
    let topicDisplay: String
    let mandatory: Bool
    let dueOn: String
    let validMonths: Int?
    let completedOn: String?
    let validTo: String?
    let standing: String
    let standingDisplay: String
    let missing: Bool

    init(_ line: TrainingLine) {
        topic = line.item.topic.rawValue
        topicDisplay = DisplayNames.topic(line.item.topic)
        mandatory = line.item.isMandatory
        dueOn = line.item.dueOn.description
        validMonths = line.item.validMonths
        completedOn = line.completedOn?.description
        validTo = line.validTo?.description
        standing = line.standing.rawValue
        standingDisplay = DisplayNames.training(line.standing)
        missing = line.isMissing
    }
}

/// Plan and people: topics across, people down.
struct TrainedPeoplePayload: Encodable {
    struct Person: Encodable {
        let practitionerId: String
        let name: String
        let titleDisplay: String
        let lines: [TrainingLinePayload]
        let missing: Int
    }

    struct PlanItem: Encodable {
        let topic: String
        let topicDisplay: String
        let mandatory: Bool
        let dueOn: String
        let validMonths: Int?
    }

    let version: Int
    let adoptedAt: Instant?
    let plan: [PlanItem]
    let items: [Person]
    let next: String?

    init(_ people: TrainedPeople) {
        version = people.plan?.version ?? 0
        adoptedAt = people.plan.map { Instant($0.adoptedAt) }
        plan = (people.plan?.items ?? []).map {
            PlanItem(
                topic: $0.topic.rawValue, topicDisplay: DisplayNames.topic($0.topic),
                mandatory: $0.isMandatory, dueOn: $0.dueOn.description, validMonths: $0.validMonths)
        }
        items = people.items.map { one in
            Person(
                practitionerId: one.practitioner.id.text, name: one.practitioner.name,
                titleDisplay: one.practitioner.titleDisplay, lines: one.lines.map(TrainingLinePayload.init),
                missing: one.lines.count(where: \.isMissing))
        }
        next = people.next
    }
}

struct OwnTrainingPayload: Encodable {
    struct Event: Encodable {
        let id: String
        let title: String
        let organiser: String
        let form: String
        let formDisplay: String
        let topicsDisplay: [String]
        let start: Instant
        let end: Instant
        let projectNumber: String?
        let creditTenths: Int
        let signedInAt: Instant?
        let signedOutAt: Instant?
        let maySignIn: Bool
        let maySignOut: Bool
    }

    struct Action: Encodable {
        let inspectionId: String
        let item: Int
        let finding: String
        let action: String
        let dueOn: String
    }

    let practitionerId: String?
    let lines: [TrainingLinePayload]
    let open: [Event]
    let records: [CreditPayload]
    let creditTenths: Int
    let actions: [Action]

    init(_ own: OwnTraining) {
        practitionerId = own.practitioner?.id.text
        lines = own.lines.map(TrainingLinePayload.init)
        open = own.open.map { one in
            let told = one.event.told
            return Event(
                id: one.event.id, title: told.title, organiser: one.organiser, form: told.form.rawValue,
                formDisplay: DisplayNames.form(told.form), topicsDisplay: told.topics.map(DisplayNames.topic),
                start: Instant(told.slot.start), end: Instant(told.slot.end),
                projectNumber: told.projectNumber, creditTenths: told.creditTenths,
                signedInAt: one.attendee?.signedInAt.map(Instant.init),
                signedOutAt: one.attendee?.signedOutAt.map(Instant.init), maySignIn: one.maySignIn,
                maySignOut: one.maySignOut)
        }
        records = own.records.map { CreditPayload($0, name: own.practitioner?.name ?? "") }
        creditTenths = own.records.reduce(0) { $0 + $1.creditTenths }
        actions = own.actions.map { one in
            let item = one.inspection.items[one.item]
            return Action(
                inspectionId: one.inspection.id, item: one.item, finding: item.finding?.value ?? "",
                action: item.actions.last?.text.value ?? "",
                dueOn: item.actions.last?.dueOn.description ?? "")
        }
    }
}

/// One line of the credit list: person, project number, hours, credits (JL-46c).
struct CreditPayload: Encodable {
    let practitionerId: String
    let name: String
    let completedOn: String
    let title: String
    let projectNumber: String
    let minutes: Int
    let creditTenths: Int
    let noCredit: String?
    let noCreditDisplay: String?

    init(_ training: KeptTraining, name: String) {
        practitionerId = training.practitioner.text
        self.name = name
        completedOn = training.completedOn.description
        title = training.title
        projectNumber = training.project
        minutes = training.minutes
        creditTenths = training.creditTenths
        noCredit = training.noCredit?.rawValue
        noCreditDisplay = training.noCredit.map(DisplayNames.noCredit)
    }
}

struct TrainingEventDetail: Encodable {
    struct Person: Encodable {
        let practitionerId: String
        let name: String
        let institution: String
        let signedInAt: Instant?
        let signedOutAt: Instant?
        let minutes: Int?
        let creditTenths: Int?
        let noCredit: String?
        let noCreditDisplay: String?
        let complete: Bool?
    }

    let title: String
    let form: String
    let formDisplay: String
    let topics: [String]
    let topicsDisplay: [String]
    let start: Instant
    let end: Instant
    let invited: [String]
    let projectNumber: String?
    let creditTenths: Int
    let minimumMinutes: Int
    let people: [Person]
    let reason: String?

    init(_ view: QualityView<TrainingEvent>) {
        let event = view.record
        let told = event.told
        title = told.title
        form = told.form.rawValue
        formDisplay = DisplayNames.form(told.form)
        topics = told.topics.map(\.rawValue)
        topicsDisplay = told.topics.map(DisplayNames.topic)
        start = Instant(told.slot.start)
        end = Instant(told.slot.end)
        invited = told.invited.map { view.places[$0] ?? $0.text }
        projectNumber = told.projectNumber
        creditTenths = told.creditTenths
        minimumMinutes = told.minimumMinutes
        reason = event.reason?.value
        people =
            event.state == .confirmed
            ? event.attendances.map { one in
                let attendee = event.index(of: one.practitioner).map { event.attendees[$0] }
                return Person(
                    practitionerId: one.practitioner.text, name: view.people[one.practitioner] ?? "",
                    institution: view.places[one.institution] ?? "",
                    signedInAt: attendee?.signedInAt.map(Instant.init),
                    signedOutAt: attendee?.signedOutAt.map(Instant.init), minutes: one.minutes,
                    creditTenths: one.creditTenths, noCredit: one.noCredit?.rawValue,
                    noCreditDisplay: one.noCredit.map(DisplayNames.noCredit), complete: one.isComplete)
            }
            : event.attendees.map { one in
                Person(
                    practitionerId: one.practitioner.text, name: view.people[one.practitioner] ?? "",
                    institution: view.places[one.institution] ?? "",
                    signedInAt: one.signedInAt.map(Instant.init),
                    signedOutAt: one.signedOutAt.map(Instant.init), minutes: one.enteredMinutes,
                    creditTenths: nil, noCredit: nil, noCreditDisplay: nil, complete: nil)
            }
    }
}
