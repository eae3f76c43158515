/// How an institution holds its online visits: notices, end conditions, business hours, pharmacists
/// (Protocols/online-clinic-states.md).
package struct OnlineClinic: DomainRecord {
    package enum State: String, Codable, Sendable, CaseIterable {
        /// Pharmacists enough are there, or it is not business time.
        case attended
        /// Business time with fewer pharmacists than the rules ask for: prescriptions queue (NHC-IH 附录三(三)).
        case unattended
    }

    package let institution: InstitutionID
    package var version: Int
    package var state: State
    package var stateSince: WallTime
    package var notices: [NoticeTemplate]
    package var ending: EndingRules?
    package var hours: [OpeningHours]
    /// ICD-10 codes, or their beginnings, of the common and chronic diseases seen online; empty: any that was
    /// diagnosed.
    package var diseases: [String]
    package var pharmacists: [OutsidePharmacist]

    package static let hoursLimit = 21
    package static let diseaseLimit = 500
    package static let pharmacistLimit = 50
    package static let conditionLimit = 20

    package func notice(_ kind: NoticeTemplate.Kind) -> NoticeTemplate {
        notices.first { $0.kind == kind } ?? .standard(kind)
    }

    package func isOpen(at instant: WallTime) -> Bool {
        let day = CivilDate(instant)
        let minute = Int((instant - day.start).milliseconds / 60_000)
        return hours.contains { $0.weekday == day.weekday && ($0.from..<$0.to).contains(minute) }
    }

    package func isOutsidePharmacist(_ id: PractitionerID, on day: CivilDate) -> Bool {
        pharmacists.contains { $0.practitioner == id && day <= $0.validTo }
    }
}

/// When an online visit must be ended, in the institution's words (NHC-ID 16: 「应当明确互联网诊疗的终止条件」).
package struct EndingRules: Codable, Sendable, Equatable {
    package struct Condition: Codable, Sendable, Equatable {
        package var reason: VisitEnding.Reason
        package var text: String

        package init(reason: VisitEnding.Reason, text: String) {
            self.reason = reason
            self.text = text
        }
    }

    package var conditions: [Condition]
    /// What the patient is told by the one tap that ends a visit (SC 17).
    package var warning: String
    /// The physical institution the patient is sent to.
    package var target: String

    package init(conditions: [Condition], warning: String, target: String) {
        self.conditions = conditions
        self.warning = warning
        self.target = target
    }

    /// What holds until the institution says it in its own words.
    package static func standard(at institution: String) -> EndingRules {
        EndingRules(
            conditions: [
                .init(reason: .conditionChanged, text: "病情出现变化，需要当面检查或调整诊断"),
                .init(reason: .firstVisitFound, text: "问诊中发现本次实为首诊，或缺少实体医疗机构的确诊材料"),
                .init(reason: .criticalIllness, text: "出现急危重症表现"),
                .init(reason: .otherUnsuitable, text: "其他不适合在线诊疗的情形"),
            ],
            warning: "您的情况不适合继续在线诊疗。请立即到实体医疗机构就诊；病情紧急请拨打 120。", target: institution)
    }
}

/// One span of business hours in China Standard Time.
package struct OpeningHours: Codable, Sendable, Equatable {
    /// 0 is Monday.
    package var weekday: Int
    /// Minutes after midnight; `to` is the first minute that is closed.
    package var from: Int
    package var to: Int

    package init(weekday: Int, from: Int, to: Int) {
        self.weekday = weekday
        self.from = from
        self.to = to
    }

    package static let minutesOfDay = 1_440

    var isRight: Bool {
        (0...6).contains(weekday) && 0 <= from && from < to && to <= Self.minutesOfDay
    }
}

/// A pharmacist of another institution who reviews by agreement (NHC-IH 附录三(三)).
package struct OutsidePharmacist: Codable, Sendable, Equatable {
    package var practitioner: PractitionerID
    package var institution: InstitutionID
    /// Its number or title.
    package var agreement: String
    package var validTo: CivilDate

    package init(
        practitioner: PractitionerID, institution: InstitutionID, agreement: String, validTo: CivilDate
    ) {
        self.practitioner = practitioner
        self.institution = institution
        self.agreement = agreement
        self.validTo = validTo
    }
}

package enum OnlineClinicCommand: Sendable, Equatable {
    case publishNotice(NoticeTemplate)
    case setEnding(EndingRules)
    case setHours([OpeningHours])
    case setDiseases([String])
    case namePharmacists([OutsidePharmacist])
    /// The service looked: so many pharmacists are signed in, and so many prescriptions wait.
    case look(onDuty: Int, waiting: Int)

    package enum Action: String, Codable, Sendable, CaseIterable {
        case publishNotice, setEnding, setHours, setDiseases, namePharmacists, look
    }

    package static let roles: [Role] = [.institutionAdmin]

    package var action: Action {
        switch self {
        case .publishNotice: .publishNotice
        case .setEnding: .setEnding
        case .setHours: .setHours
        case .setDiseases: .setDiseases
        case .namePharmacists: .namePharmacists
        case .look: .look
        }
    }
}

package enum OnlineClinicChange: RecordChange {
    case begun(InstitutionID)
    case noticePublished(NoticeTemplate)
    case endingSet(EndingRules)
    case hoursSet([OpeningHours])
    case diseasesSet([String])
    case pharmacistsNamed([OutsidePharmacist])
    case becameUnattended(Violation)
    case becameAttended

    package var kind: String {
        switch self {
        case .begun: "begun"
        case .noticePublished: "noticePublished"
        case .endingSet: "endingSet"
        case .hoursSet: "hoursSet"
        case .diseasesSet: "diseasesSet"
        case .pharmacistsNamed: "pharmacistsNamed"
        case .becameUnattended: "becameUnattended"
        case .becameAttended: "becameAttended"
        }
    }
}
