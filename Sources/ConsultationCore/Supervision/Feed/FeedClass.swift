/// What the province's supervision platform may ask for: nothing that is not in this list leaves (NHC-SUP 25,
/// 「最少可用原则」; NHC-ID 24, NHC-SUP 19, 20, 22). Members of each: Protocols/supervision-feed.md.
package enum FeedClass: String, Codable, Sendable, CaseIterable {
    case institutions, departments, practitioners, diseases
    case encounters, records, dialogues, recordings
    case prescriptions, reviews, routings, evaluations, drugUse
    case satisfaction, complaints, adverseEvents

    /// The word of NHC-SUP 25 under which it falls.
    package var listing: Listing {
        switch self {
        case .institutions, .practitioners: .qualification
        case .departments: .departments
        case .diseases: .diseases
        case .encounters, .records, .dialogues, .recordings: .medicalRecord
        case .prescriptions, .reviews, .routings, .evaluations: .prescription
        case .drugUse: .drugUse
        case .satisfaction: .satisfaction
        case .complaints: .complaints
        case .adverseEvents: .adverseEvents
        }
    }

    package enum Listing: String, Codable, Sendable, CaseIterable {
        case qualification, departments, diseases, medicalRecord, prescription, drugUse, satisfaction
        case complaints, adverseEvents
    }
}

/// One thing of a class, as its institution tells it to its province.
package struct FeedMark: Sendable, Hashable {
    package let feedClass: FeedClass
    /// Names it for ever; told again after a change it has the same.
    package let key: String
    package let institution: InstitutionID

    package init(_ feedClass: FeedClass, _ key: String, of institution: InstitutionID) {
        self.feedClass = feedClass
        self.key = key
        self.institution = institution
    }
}

/// A count that differs between what was told and what arrived.
package struct FeedDifference: Codable, Sendable, Equatable {
    package var feedClass: FeedClass
    package var ours: Int
    package var theirs: Int

    package init(_ feedClass: FeedClass, ours: Int, theirs: Int) {
        self.feedClass = feedClass
        self.ours = ours
        self.theirs = theirs
    }

    /// Every class in which the two differ; a class that one of them does not name has nothing.
    package static func between(ours: [FeedClass: Int], theirs: [FeedClass: Int]) -> [FeedDifference] {
        FeedClass.allCases.compactMap { feedClass in
            let (own, other) = (ours[feedClass] ?? 0, theirs[feedClass] ?? 0)
            return own == other ? nil : FeedDifference(feedClass, ours: own, theirs: other)
        }
    }
}
