import ConsultationCore

/// Words for refusals about online visits and prescriptions.
enum VisitTexts {
    static let all: [String: ProblemText] = [
        "err.visit.stateNotAllowed": .init(
            "复诊的当前状态不能进行此操作", "Not possible in the present state of the visit",
            "请刷新页面查看最新状态。",
            "Reload the page to see the present state."),
        "err.institution.internetDiagnosisNotLicensed": .init(
            "本机构未取得互联网诊疗资格", "The institution may not see patients online",
            "执业许可证的服务方式须含“互联网诊疗”，或取得互联网医院执业许可。请联系机构管理员。",
            "The licence must name internet diagnosis, or be an internet hospital. Ask your administrator."),
        "err.institution.internetHospitalRequired": .init(
            "使用外院医师须具有互联网医院资格", "Physicians of other institutions need an internet hospital",
            "该医师未在本机构注册。请由本机构注册医师接诊，或先取得互联网医院执业许可。联系机构管理员。",
            "The physician is not registered here. Let one of your own see the patient, or obtain the licence."
        ),
        "err.consent.riskNoticeMissing": .init(
            "患者尚未阅读风险告知", "The patient has not read the notice of risks",
            "请先向患者出示互联网诊疗风险告知，确认阅读后再开始。",
            "Show the notice of risks and have it confirmed, then start."),
        "err.visit.evidenceMissing": .init(
            "缺少实体医疗机构的诊断材料", "Evidence of an earlier diagnosis is missing",
            "请上传门诊病历、住院病历、出院小结或诊断证明之一。",
            "Upload an outpatient or inpatient record, a discharge summary or a certificate of diagnosis."),
        "err.visit.evidenceTooOld": .init(
            "诊断材料已超过规定期限", "The evidence is too old",
            "请提供规定期限内实体医疗机构的诊断材料，或建议患者到实体医疗机构就诊。",
            "Ask for newer evidence, or advise the patient to see a physical institution."),
        "err.visit.firstVisitForbidden": .init(
            "不得对首诊患者开展互联网诊疗", "First visits may not be held online",
            "请核实患者此前已在实体医疗机构确诊同一疾病并确认为复诊；首诊请转线下就诊。",
            "Confirm that this is a follow-up of a diagnosed disease; send first visits to a physical institution."
        ),
        "err.visit.excludedCondition": .init(
            "存在不得在线诊疗的情形", "A condition excludes an online visit",
            "请逐项询问并确认没有所列情形；如有，请终止并建议线下就诊。",
            "Ask about each condition; if one is there, end the visit and advise offline care."),
        "err.visit.diagnosisNotSame": .init(
            "诊断与既往诊断不一致", "The diagnosis is not that of the evidence",
            "只能对诊断材料中已确诊的疾病复诊；病情变化请终止并转线下。",
            "Only a diagnosis of the evidence may be followed up; if the condition changed, end the visit."),
        "err.visit.terminated": .init(
            "复诊已终止", "The visit was ended",
            "终止后不得再作诊断或开具处方。请建议患者线下就诊。",
            "Nothing can be diagnosed or prescribed after the end. Advise offline care."),
        "err.prescription.stateNotAllowed": .init(
            "处方的当前状态不能进行此操作", "Not possible in the present state of the prescription",
            "请刷新页面查看最新状态。",
            "Reload the page to see the present state."),
        "err.prescription.forbiddenDrug": .init(
            "处方中有不得在线开具的药品", "A drug may not be prescribed online",
            "麻醉、精神等特殊管理药品、用药风险较高的药品及目录外药品不得在线开具，请删除该行或转线下。",
            "Controlled, high-risk and unknown drugs may not be prescribed online. Remove the line or advise offline care."
        ),
        "err.prescription.guardianRequired": .init(
            "低龄儿童须有监护人陪伴", "A guardian must be with the child",
            "6 岁以下（含）儿童用药，须登记陪伴的监护人。",
            "Up to six years of age a guardian must be present and recorded."),
        "err.prescription.accompanyingSpecialistRequired": .init(
            "低龄儿童须有相关专业医师陪伴", "A specialist must be with the child",
            "请登记陪伴医师的姓名、执业证书编号和专业。",
            "Record the name, licence and specialty of the physician who is with the child."),
        "err.prescription.recordNotReviewed": .init(
            "尚未查阅患者病历", "The record has not been read",
            "请先查阅患者的病历资料，再签署处方。",
            "Read the patient's record, then sign."),
        "err.prescription.withoutExchange": .init(
            "尚未与患者实时交流", "There was no exchange with the patient",
            "处方前须与患者通过文字、语音或视频实时交流。",
            "Speak with the patient by text, voice or video before prescribing."),
        "err.prescription.pharmacistRequired": .init(
            "须由审方药师办理", "A reviewing pharmacist does this",
            "请由本机构具有处方审核资格的药师审核。",
            "A pharmacist of the institution who may review prescriptions does this."),
        "err.prescription.selfReview": .init(
            "不得审核自己开具的处方", "Nobody reviews their own prescription",
            "请由另一名药师审核。",
            "Another pharmacist must review it."),
        "err.prescription.notEffective": .init(
            "处方尚未生效", "The prescription is not effective yet",
            "处方经药师审核通过后才可配送或取药。",
            "It can be dispensed or delivered after a pharmacist has approved it."),
        "err.prescription.backdated": .init(
            "处方日期早于就诊", "The prescription would be dated before the visit",
            "禁止补方。服务器时间异常时请稍后重试，或联系平台运营方。",
            "Prescriptions are never made out afterwards. If the clock is wrong, try later or ask the operator."
        ),
        "err.practitioner.institutionConsentMissing": .init(
            "缺少注册机构对线上执业的同意", "The institution of the registration has not agreed",
            "请由医师注册的医疗机构管理员在“执业人员”中登记同意文件及有效期。",
            "An administrator of the institution where the physician is registered records its agreement."),
        "err.signature.notHuman": .init(
            "须由医师本人确认并签署", "A physician must confirm and sign in person",
            "人工智能等辅助工具生成的内容须由医师逐项核对并确认后才能签署，不得自动签署。",
            "Words of a program count only when the physician has confirmed them; nothing signs by itself."),
        "err.record.fieldMissing": .init(
            "病历缺少必填内容", "The record lacks a mandatory field",
            "请在病历中补全所列内容后再完成复诊。",
            "Fill in the named field of the record, then complete the visit."),
        "err.record.guardianFieldMissing": .init(
            "陪同人员或监护人信息不完整", "The guardian's particulars are incomplete",
            "须登记姓名、与患者关系、身份证号码、联系方式以及陪伴就诊的相关专业医师信息。",
            "Record name, relation, identity number, contact and the specialist who is with the patient."),
        "err.riskNotice.blockMissing": .init(
            "告知模板缺少必备内容", "The notice lacks a mandatory block",
            "请补充所列内容后发布。", "Add the named block, then publish."),
        "err.prescription.signatureMissing": .init(
            "缺少电子签名", "The signature is missing",
            "请重新验证身份后签署。",
            "Prove your identity again and sign."),
    ]

    /// What the refusal is about, before the advice.
    static func sentence(_ refusal: VisitRefusal) -> (chinese: String, english: String)? {
        switch refusal {
        case .stateNotAllowed(let state):
            ("复诊处于“\(DisplayNames.visit(state))”。", "The visit is \(state.rawValue).")
        case .familyDoctor(let refusal): FamilyDoctorTexts.sentence(refusal)
        case .prescriptionStateNotAllowed(let state):
            ("处方处于“\(DisplayNames.prescription(state))”。", "The prescription is \(state.rawValue).")
        case .evidenceTooOld(let months):
            ("须为 \(months) 个月内的诊断。", "The diagnosis must be at most \(months) months old.")
        case .excludedCondition(let condition):
            ("尚未排除：\(DisplayNames.condition(condition))。", "Not excluded: \(condition.rawValue).")
        case .recordFieldMissing(let field):
            ("缺少：\(DisplayNames.recordField(field))。", "Missing: \(field.rawValue).")
        case .guardianFieldMissing(let field):
            ("缺少：\(DisplayNames.guardianField(field))。", "Missing: \(field.rawValue).")
        case .noticeBlockMissing(let block):
            ("缺少：\(DisplayNames.noticeBlock(block))。", "Missing: \(block.rawValue).")
        case .forbiddenDrug(let line): ("第 \(line) 行。", "Line \(line).")
        default: nil
        }
    }
}
