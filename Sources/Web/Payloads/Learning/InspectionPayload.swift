import ConsultationCore
import Orchestration

struct InspectionDetail: Encodable {
    struct Check: Encodable {
        let effective: Bool
        let text: String
        let at: Instant
        let by: String?
    }

    struct Action: Encodable {
        let text: String
        let owner: String?
        let dueOn: String
        let plannedAt: Instant
        let doneAt: Instant?
        let doneBy: String?
        let doneText: String?
        let check: Check?
    }

    struct Item: Encodable {
        let index: Int
        let area: String
        let areaDisplay: String
        let subject: String
        let result: String
        let resultDisplay: String
        let finding: String?
        let actions: [Action]
        /// plan, complete or checkEffect; nil when nothing is open.
        let waitsFor: String?
    }

    struct Staff: Encodable {
        let id: String
        let name: String
    }

    let dueOn: String
    let inspectedOn: String?
    let inspector: String?
    let late: Bool
    let items: [Item]
    let open: Int
    /// Who can own an action: people with an account here.
    let staff: [Staff]

    init(_ view: QualityView<Inspection>) {
        let record = view.record
        dueOn = record.dueOn.description
        inspectedOn = record.inspectedOn?.description
        inspector = record.inspector.flatMap { view.names[$0] }
        late = record.isOverdue
        items = record.items.enumerated().map { Item($0.offset, $0.element, view.names) }
        open = record.items.count(where: \.isOpen)
        staff = view.names.map { Staff(id: $0.key.text, name: $0.value) }.sorted { $0.id < $1.id }
    }
}

extension InspectionDetail.Item {
    init(_ index: Int, _ item: InspectionItem, _ names: [AccountID: String]) {
        self.init(
            index: index, area: item.area.rawValue, areaDisplay: DisplayNames.area(item.area),
            subject: item.subject, result: item.result.rawValue,
            resultDisplay: DisplayNames.inspection(item.result), finding: item.finding?.value,
            actions: item.actions.map { one in
                InspectionDetail.Action(
                    text: one.text.value, owner: names[one.owner], dueOn: one.dueOn.description,
                    plannedAt: Instant(one.plannedAt), doneAt: one.doneAt.map(Instant.init),
                    doneBy: one.doneBy.flatMap { names[$0] }, doneText: one.doneText?.value,
                    check: one.check.map {
                        InspectionDetail.Check(
                            effective: $0.isEffective, text: $0.text.value, at: Instant($0.at),
                            by: names[$0.by])
                    })
            },
            waitsFor: item.waitsForPlan
                ? "plan" : item.waitsForDoing ? "complete" : item.waitsForCheck ? "checkEffect" : nil)
    }
}
