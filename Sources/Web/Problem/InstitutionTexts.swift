/// Words for refusals about institutions, agreements and practitioners.
enum InstitutionTexts {
    static let all: [String: ProblemText] = [
        "err.agreement.notInForce": .init(
            "双方没有有效的合作协议", "No agreement is in force",
            "请两机构先签订远程医疗合作协议。联系本机构远程医疗管理部门。",
            "The two institutions must have an agreement in force. Ask your telemedicine department."),
        "err.agreement.jilinTermsRequired": .init(
            "合作协议须遵循吉林省规定", "The agreement must follow Jilin's terms",
            "省外机构为吉林提供服务，协议须载明依据吉林省办法。", "An outside institution serving Jilin signs under its measures."),
        "err.agreement.splitMissing": .init(
            "协议未约定费用分配比例", "The agreement has no split",
            "请在协议中约定该项目的分配比例。", "Agree on a split for this kind of service."),
        "err.agreement.platformOperatorMissing": .init(
            "协议缺少平台运营方签署", "The platform's operator has not signed",
            "经平台匹配的会诊，邀请方、平台运营方、受邀方三方协议生效后方可接受。联系本机构管理员。",
            "In platform mode all three parties sign before anybody accepts. Ask your administrator."),
        "err.invitation.alreadyTaken": .init(
            "已有其他机构接受", "Another institution has accepted",
            "该需求已由先应答的机构承接，请查看其他需求。", "The first valid answer has won; look at other needs."),
        "err.invitation.identifiableData": .init(
            "公开内容含可识别患者的信息", "The published text identifies the patient",
            "请删除姓名、证件号码、电话号码后再发布。受邀方接受后方可查看患者资料。",
            "Remove names, document and phone numbers. The institution that accepts sees the patient afterwards."
        ),
        "err.agreement.stateNotAllowed": .init(
            "协议当前状态不允许此操作", "The agreement's state does not allow this",
            "请刷新页面，按协议当前状态操作。联系本机构管理员。",
            "Reload the page and act on the agreement's present state. Ask your administrator."),
        "err.agreement.clauseMissing": .init(
            "协议缺少必备条款", "The agreement lacks clauses it must have",
            "请补全合作目的、条件、内容、流程、责权利、医疗损害风险和责任分担；经平台合作的还须明确法律责任和财务管理。",
            "Complete the six clauses; with a platform also legal liability and financial management."),
        "err.agreement.diagnosisClauseMissing": .init(
            "协议缺少远程诊断约定", "The agreement lacks the terms of remote diagnosis",
            "请写明合作关系（对口支援、医联体或其他）和各项目的具体流程。",
            "State the relation of the parties and the workflow of each kind of diagnosis."),
        "err.agreement.signatureMissing": .init(
            "协议尚未全部签署", "Not every party has signed",
            "各方签署后协议方可生效。请联系未签署机构的管理员。",
            "It comes into force when every party has signed. Ask the administrators who have not."),
        "err.institution.licenceInvalid": .init(
            "医疗机构执业许可证无效", "The practice licence is not valid",
            "请核对许可证有效期。联系本机构医务部门。", "Check the licence's validity. Ask your medical affairs office."),
        "err.institution.suspended": .init(
            "机构已暂停远程医疗服务", "The institution is suspended",
            "暂停期间不能发起、接受或开始会诊。联系本机构质控人员。",
            "Nothing can be opened, accepted or started meanwhile. Ask your quality controller."),
        "err.institution.stateNotAllowed": .init(
            "机构当前状态不允许此操作", "The institution's state does not allow this",
            "请刷新页面，按机构当前状态操作。联系本机构质控人员。",
            "Reload the page and act on the present state. Ask your quality controller."),
        "err.institution.resumeNotAllowed": .init(
            "暂不能恢复远程医疗服务", "Service cannot be resumed yet",
            "请先向核发执业许可证的部门报告，再由另一名负责人确认原因已消除。联系本机构质控人员。",
            "File the report with the licensing authority first; then another person confirms that the cause is gone. Ask quality control."
        ),
        "err.institution.levelTooLow": .init(
            "机构等级不符合规定", "The institution's grade is too low",
            "受邀方须为符合等级要求的医疗机构。", "The invited side must have the required grade."),
        "err.institution.departmentNotApproved": .init(
            "机构未核准该诊疗科目", "The department is not approved",
            "请选择许可证上核准的诊疗科目。", "Choose a department on the licence."),
        "err.institution.capabilityAcceptanceMissing": .init(
            "机构未通过远程医疗能力验收", "The capability acceptance is missing",
            "请先完成评估验收。联系卫生健康行政部门。", "Complete the acceptance with the health authority."),
        "err.practitioner.licenceInvalid": .init(
            "医师执业证书无效", "The physician's licence is not valid",
            "请改派其他医师，或联系医务部门核实。", "Assign someone else, or ask medical affairs to check."),
        "err.practitioner.notRegisteredHere": .init(
            "医师未在该机构注册执业", "The physician is not registered here",
            "请改派在本机构注册（含多机构备案）的医师。", "Assign a physician registered at this institution."),
        "err.practitioner.provincialRegistrationMissing": .init(
            "医师未在省级平台登记", "The provincial registration is missing",
            "请先在吉林省远程医疗平台登记，或改派其他医师。", "Register with the provincial platform or assign someone else."),
        "err.practitioner.titleTooLow": .init(
            "医师职称低于规定", "The physician's title is too low",
            "会诊医师须具有副主任医师及以上职称，并符合邀请要求。",
            "A consulting physician holds an associate senior title or above, and the one asked for."),
        "err.practitioner.experienceTooShort": .init(
            "医师独立临床工作年限不足", "Independent clinical work is too short",
            "医师须有三年以上独立临床工作经验。请改派其他医师。",
            "At least three years of independent clinical work are needed. Assign someone else."),
        "err.practitioner.specialtyMismatch": .init(
            "医师专业与邀请不符", "The specialty does not match",
            "请改派相应专业的医师。", "Assign a physician of the specialty asked for."),
        "err.practitioner.outOfScope": .init(
            "超出医师执业范围", "Outside the scope of practice",
            "请改派执业范围相符的医师。", "Assign a physician whose scope covers it."),
        "err.practitioner.identityUnverified": .init(
            "医师身份未核验", "The physician's identity is not verified",
            "请管理员核对国家医师注册信息。", "Your administrator checks the state register."),
        "err.practitioner.notAuthorisedByInstitution": .init(
            "医师未经本机构授权", "The institution has not authorised this",
            "未经所在机构批准，不得擅自开展远程医疗服务。", "No service without the institution's approval."),
    ]
}
