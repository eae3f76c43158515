/// What a patient is told before an online service, in blocks that the law names (SC 15, NHC-ID 15).
package struct NoticeTemplate: Codable, Sendable, Equatable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case internetVisit, familyDoctorService

        /// What the notice must contain.
        package var blocks: [Block] {
            switch self {
            case .internetVisit: [.technicalLimits, .falseInformationRisk, .offlineCareRoute]
            case .familyDoctorService: [.serviceContents, .procedure, .dutiesAndRights, .possibleRisks]
            }
        }
    }

    package enum Block: String, Codable, Sendable, CaseIterable, CodingKeyRepresentable {
        /// SC 15.
        case technicalLimits, falseInformationRisk, offlineCareRoute
        /// NHC-ID 15.
        case serviceContents, procedure, dutiesAndRights, possibleRisks
    }

    package var kind: Kind
    package var texts: [Block: String]
    package var publishedAt: WallTime?

    package init(kind: Kind, texts: [Block: String], publishedAt: WallTime? = nil) {
        self.kind = kind
        self.texts = texts
        self.publishedAt = publishedAt
    }

    /// The first block that is missing; nil when the template may be used.
    package var missingBlock: Block? { kind.blocks.first { texts[$0]?.isBlank ?? true } }

    /// Named by its words: whoever read another text has not read this one.
    package var version: String {
        var content = CanonicalContent("notice")
        content.add("kind", kind.rawValue)
        for block in kind.blocks { content.add(block.rawValue, texts[block] ?? "") }
        return String(content.digest.hexadecimal.prefix(Self.versionLength))
    }

    /// Hexadecimal digits of a version's name.
    static let versionLength = 12

    /// What holds until an institution publishes its own words.
    package static func standard(_ kind: Kind) -> NoticeTemplate {
        switch kind {
        case .internetVisit:
            NoticeTemplate(
                kind: kind,
                texts: [
                    .technicalLimits: "互联网诊疗受网络和设备限制，医师不能当面检查，可能影响判断。",
                    .falseInformationRisk: "请如实提供身份、病情和既往诊断材料；提供虚假信息可能造成误诊、误治，后果由提供者承担。",
                    .offlineCareRoute: "病情变化、加重或出现急症时，请立即到实体医疗机构就诊或拨打 120。",
                ])
        case .familyDoctorService:
            NoticeTemplate(
                kind: kind,
                texts: [
                    .serviceContents: "家庭医生团队为签约居民提供健康咨询、慢性病随访、用药指导和转诊协助。",
                    .procedure: "签署协议并实名核验后，可在线预约、咨询和随访；需要检查或病情变化时到签约机构就诊。",
                    .dutiesAndRights: "医方依法保护隐私并如实告知；居民如实提供信息、按约随访，可以解除协议。",
                    .possibleRisks: "在线服务不能代替当面检查；信息不完整、网络中断可能延误判断。",
                ])
        }
    }
}
