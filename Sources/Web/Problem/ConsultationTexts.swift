/// Words for refusals of the consultation itself: invitation, consent, session, report, decision.
enum ConsultationTexts {
    static let all: [String: ProblemText] = [
        "err.auth.roleRequired": .init(
            "您的岗位不能进行此操作", "Your role may not do this",
            "请由本机构具有相应岗位的人员办理；需要调整岗位时联系本机构管理员。",
            "Someone with the right role in your institution must do it; your administrator assigns roles."),
        "err.invitation.fieldMissing": .init(
            "邀请内容不完整", "The invitation is incomplete",
            "请补全邀请事由、目的、时间安排、病历摘要、拟邀请医师的专业和职称。",
            "Fill in reason, purpose, proposed times, case summary, specialty and title."),
        "err.invitation.notOpen": .init(
            "该邀请已不能答复", "The invitation can no longer be answered",
            "邀请已被答复、撤回或超过答复时限。请联系邀请方重新发出邀请。",
            "It was answered, withdrawn or has expired. Ask the inviting side for a new invitation."),
        "err.invitation.titleBelowMinimum": .init(
            "拟邀请医师职称低于规定", "The requested title is below the minimum",
            "请选择副主任医师及以上职称。", "Ask for an associate senior title or above."),
        "err.invitation.practitionerInviteNeedsInternetHospital": .init(
            "不能直接邀请医师个人", "A person cannot be invited directly",
            "请邀请医疗机构，由受邀方安排医师。", "Invite the institution; it assigns the physician."),
        "err.decline.reasonRequired": .init(
            "不接受邀请须说明理由", "Declining needs a reason",
            "请选择理由类别并填写说明。", "Choose a reason and explain it."),
        "err.consent.missing": .init(
            "尚未取得知情同意", "Informed consent is missing",
            "请向患者说明服务内容、费用和录音录像，取得书面知情同意后再提交。由邀请方医师办理。",
            "Explain service, fee and recording, and obtain the written consent. The inviting physician does this."
        ),
        "err.consent.feeNotStated": .init(
            "知情同意书未写明费用", "The consent does not state the fee",
            "请在知情同意书中写明服务费用后重新告知。", "State the fee in the consent form and present it again."),
        "err.consent.withdrawn": .init(
            "患者已撤回知情同意", "The consent was withdrawn",
            "如需继续，请重新告知并取得同意。", "To go on, explain again and obtain a new consent."),
        "err.consent.signerNotPermitted": .init(
            "签署人不符合规定", "This person may not sign",
            "只能由患者本人、监护人或近亲属签署。", "Only the patient, a guardian or a close relative may sign."),
        "err.consent.signerReasonMissing": .init(
            "请说明非本人签署的原因", "Say why the patient does not sign",
            "由监护人或近亲属签署时，须注明原因、关系、证件号码和联系方式。",
            "A guardian or relative who signs gives reason, relation, identity number and contact."),
        "err.patient.identityUnverified": .init(
            "患者身份未核验", "The patient's identity is not verified",
            "请核对证件原件和号码（身份证校验位须正确）。", "Check the document and its number, check digit included."),
        "err.patient.notOfInvitingInstitution": .init(
            "患者不属于邀请方", "The patient is not the inviting side's",
            "只能为本机构在诊患者发起会诊。", "A consultation can be opened for your own patients only."),
        "err.attendance.invitingPhysicianMissing": .init(
            "邀请方陪同医师未到", "The accompanying physician is not present",
            "请邀请方医师进入会诊室后开始。", "The inviting physician must join before the session starts."),
        "err.attendance.invitedPhysicianMissing": .init(
            "受邀方会诊医师未到", "The consulting physician is not present",
            "请受邀方医师进入会诊室后开始。", "The invited physician must join before the session starts."),
        "err.attendance.notHuman": .init(
            "软件不能代替医师参加", "Software cannot attend as a physician",
            "须由医师本人参加。", "The physician must attend in person."),
        "err.session.noteMissing": .init(
            "尚未填写会诊记录", "The consultation note is missing",
            "结束前请填写会诊记录。", "Write the consultation note before ending."),
        "err.report.immutable": .init(
            "报告已签发，不能修改", "The report is issued and cannot change",
            "请以补充意见的方式修正，原报告保留。", "Add an addendum; the original stays."),
        "err.report.signatureMissing": .init(
            "报告缺少签名", "A signature is missing",
            "须由全部参加会诊的会诊医师签名后方可签发。", "All consulting physicians who attended must sign."),
        "err.report.signerDidNotAttend": .init(
            "签名人未参加会诊", "The signer did not attend",
            "只有实际参加会诊的医师可以签名。", "Only a physician who attended may sign."),
        "err.decision.missing": .init(
            "尚未作出诊疗决定", "The treatment decision is missing",
            "请邀请方医师作出并签署诊断治疗方案。", "The inviting physician decides and signs."),
        "err.signature.required": .init(
            "须签名", "A signature is needed",
            "请输入本人密码完成签名。", "Enter your own password to sign."),
        "err.upload.closeReasonRequired": .init(
            "关闭上传任务须说明理由", "Closing an upload duty needs a reason",
            "请选择理由并由医师签名。", "Choose a reason; a physician signs it."),
        "err.upload.triggerInFuture": .init(
            "触发时间不能晚于现在", "The trigger lies in the future",
            "请核对时间。", "Check the time."),
        "err.service.kindNotPermitted": .init(
            "该服务项目未开通", "This kind of service is not open",
            "目前仅开通远程会诊。请联系本机构管理员。", "Only remote consultation is open. Ask your administrator."),
        "err.case.alreadyExists": .init(
            "该会诊已存在", "The case exists already",
            "请在工作台中打开已有的会诊。", "Open the existing case from the work list."),
        "err.case.stateNotAllowed": .init(
            "当前状态不能进行此操作", "Not possible in the present state",
            "请刷新页面查看会诊的最新状态。", "Reload the page and look at the present state of the case."),
        "err.case.pathwayNotOpen": .init(
            "该业务类型未开通", "This legal pathway is not open",
            "目前仅开通机构之间的远程医疗。请联系本机构管理员。",
            "Only telemedicine between institutions is open. Ask your administrator."),
        "err.deadline.notPassed": .init(
            "时限尚未届满", "The time limit has not passed yet",
            "请等待时限届满，或由对方先行答复。", "Wait until it passes, or for the other side's answer."),
        "err.consent.recordingNotStated": .init(
            "知情同意书未说明录音录像", "The consent does not state the recording",
            "会诊全程录音录像，须在知情同意书中说明。", "A session is recorded; the consent form must say so."),
        "err.report.questionUnanswered": .init(
            "报告尚有问题未答复", "A question is not answered",
            "请逐一答复邀请方提出的问题。", "Answer each question the inviting side asked."),
        "err.recording.notRunning": .init(
            "录制未运行，不能开始会诊", "The recording is not running",
            "会诊须全程录制。请稍候再试，或联系信息科检查存储空间。",
            "A session must be recorded. Try again shortly or ask IT to check the storage."),
        "err.request.fieldInvalid": .init(
            "有内容需要修改", "Some fields need attention",
            "请按各栏提示修改后重新提交，已填写的内容不会丢失。",
            "Correct the fields as marked and submit again; nothing you entered is lost."),
        "err.upload.notApplicable": .init(
            "本地区没有上传时限要求", "There is no upload duty here",
            "上传时限仅适用于吉林省。", "The 24-hour upload duty applies in Jilin only."),
        "err.upload.stateNotAllowed": .init(
            "该上传任务已办结", "The upload duty is settled",
            "请刷新页面查看最新状态。", "Reload the page and look at its present state."),
        "err.refund.exceedsPaid": .init(
            "退费超过已收金额", "The refund exceeds what was paid",
            "请核对已退金额。联系财务部门。", "Check what was refunded already. Ask finance."),
    ]
}
