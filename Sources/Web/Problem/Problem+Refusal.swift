package import ConsultationCore
import HTTPTypes

extension Problem {
    /// A refusal of the law or of the workflow, in words.
    package init(_ refusal: Refusal) {
        let code = refusal.code.rawValue
        let text = ProblemCatalogue.text(code)
        let fact = RefusalFacts.sentence(refusal)
        self.init(
            code: code, status: Self.status(refusal),
            title: text.title, titleEnglish: text.titleEnglish,
            detail: fact.map { $0.chinese + text.advice } ?? text.advice,
            detailEnglish: fact.map { $0.english + " " + text.adviceEnglish } ?? text.adviceEnglish,
            requirement: refusal.requirement, article: ArticleNames.quoted(refusal.article),
            errors: refusal.fields.map(FieldTexts.problem))
    }

    /// Rights are 403; mistakes in what was filled in are 422; everything else conflicts with the state of the
    /// case or of the world and is 409. A foreign id never gets here: it was 404 before.
    private static func status(_ refusal: Refusal) -> HTTPResponse.Status {
        switch refusal {
        case .accessDenied, .operatorForbidden, .roleRequired, .accessTerritory, .evaluationNotCompetent:
            .forbidden
        case .fieldMissing, .fieldInvalid, .declineReasonRequired, .consentSignerReasonMissing,
            .consentSignerNotPermitted, .refundReasonRequired, .consentFeeNotStated,
            .consentRecordingNotStated,
            .uploadTriggerInFuture,
            .uploadCloseReasonRequired, .reportQuestionUnanswered, .patientIdentityUnverified,
            .agreementClauseMissing, .diagnosisClauseMissing, .identifiableData, .agreementSplitMissing,
            .rotaCoverageGap, .diagnosisDataMissing,
            .purposeNotCaseBound:
            .unprocessableContent
        default: .conflict
        }
    }
}

/// Words for a field at fault.
enum FieldTexts {
    static func problem(_ field: ConsultationCore.FieldProblem) -> Problem.FieldProblem {
        let (chinese, english) = words(field.code)
        return .init(
            pointer: field.pointer, code: "err.field.\(field.code.rawValue)", message: chinese,
            messageEn: english)
    }

    private static func words(_ code: ConsultationCore.FieldProblem.Code) -> (String, String) {
        switch code {
        case .missing: ("此项必填", "This field is required")
        case .tooLong: ("内容过长", "Too long")
        case .tooMany: ("项目过多", "Too many items")
        case .endsBeforeStart: ("结束时间应晚于开始时间", "The end must be after the start")
        case .inPast: ("时间已过", "The time has passed")
        case .outOfRange: ("超出允许范围", "Out of range")
        case .invalid: ("内容不正确", "Not valid")
        case .unknownInstitution: ("没有这家机构", "There is no such institution")
        case .inviteeIsSelf: ("不能邀请本机构", "You cannot invite your own institution")
        case .unknownPractitioner: ("没有这位医师", "There is no such practitioner")
        case .notAsked: ("邀请方没有提出此问题", "This question was not asked")
        }
    }
}
