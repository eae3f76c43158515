/// Words for refusals about records, access, money and evidence.
enum RecordTexts {
    static let all: [String: ProblemText] = [
        "err.access.denied": .init(
            "没有访问权限", "Access denied",
            "该内容不在您的权限范围内。如因诊疗需要，请联系本机构管理员。",
            "This is outside your rights. If care requires it, ask your administrator."),
        "err.access.operatorForbidden": .init(
            "平台运营人员不得查阅", "Operators may not read this",
            "患者资料仅限医疗机构有关人员查阅；本次尝试已记录。", "Patient data is for the institutions; this attempt was logged."),
        "err.archive.immutable": .init(
            "已归档，不能修改", "The archive cannot change",
            "已归档的资料只能查阅；本次尝试已记录。", "Archived records can only be read; this attempt was logged."),
        "err.archive.incomplete": .init(
            "归档资料不完整", "The archive package is incomplete",
            "请补全双方应归档的资料。", "Complete both sides' packages."),
        "err.fee.noValidPrice": .init(
            "没有有效的服务价格", "There is no valid price",
            "请选择本机构价格目录中有效的项目。联系财务部门。", "Choose a valid entry of your price list. Ask finance."),
        "err.fee.priceNotPublished": .init(
            "价格尚未公示", "The price is not published", "请财务部门先公示价格。", "Finance must publish the price first."),
        "err.fee.exceedsConsent": .init(
            "费用超出知情同意的金额", "The fee exceeds the consent",
            "请重新告知并取得同意。", "Explain the new fee and obtain consent again."),
        "err.settlement.splitNotStatutory": .init(
            "分配比例不符合规定", "The split is not the statutory one",
            "会诊费按邀请方与受邀方 2:8 分配。", "A consultation fee is split 2:8."),
        "err.settlement.payeeMustBeInstitution": .init(
            "收款方须为医疗机构", "The payee must be an institution",
            "费用不得支付给会诊医师本人。联系财务部门。", "Never to the physician in person. Ask finance."),
        "err.settlement.noServiceEvidence": .init(
            "缺少服务证据", "There is no evidence of service",
            "没有录制或报告的会诊不得结算。", "Without recording or report nothing is settled."),
        "err.charge.stateNotAllowed": .init(
            "收费的当前状态不能进行此操作", "Not possible in the present state of the charge",
            "已入账的收费不得修改或删除，只能退费或冲销。请刷新页面查看最新状态，或联系财务部门。",
            "What is booked is never edited; it can be refunded or reversed. Reload the page, or ask finance."
        ),
        "err.settlement.sideNotAllowed": .init(
            "应由对方机构办理", "The other institution does this",
            "关账和付款由邀请方财务办理，到账确认由受邀方财务办理。",
            "The inviting side's finance closes and pays; the invited side's finance confirms the arrival."),
        "err.settlement.stateNotAllowed": .init(
            "结算批次的当前状态不能进行此操作", "Not possible in the present state of the batch",
            "批次依次为：未关账、已关账、已导出、已付款、已对账，不能跳过，也不能退回；差错在下一批次冲销。",
            "A batch goes open, closed, exported, paid, reconciled, without a jump and never back; "
                + "a mistake is reversed in the next batch."),
        "err.settlement.periodRunning": .init(
            "本期尚未结束", "The period is not over",
            "结算期为自然月，次月 1 日零时以后才能关账。", "The period is a calendar month; close it when the month is over."),
        "err.settlement.duplicate": .init(
            "有重复收费", "A charge stands twice",
            "同一患者同日同一项目只能收费一次。请财务部门核对后冲销多收的一笔。",
            "One patient, one service, one day: one charge. Finance checks and reverses the other one."),
        "err.settlement.notBalanced": .init(
            "账目不平，不能关账", "The books do not agree",
            "应收、分成与账本须完全一致。请停止付款，联系平台运营方核对。",
            "Fees, shares and ledger must agree to the fen. Stop paying and ask the operator to check."),
        "err.serviceFee.notAgreed": .init(
            "协议未约定平台服务费由谁承担", "No agreement says who bears the operator's fee",
            "平台服务费不得从会诊费中扣除。请先修订三方协议，写明由哪一方承担，再出账单。由平台运营方与机构协商。",
            "The operator's fee is never taken out of a consultation's fee. Amend the agreement so that it names the bearer."
        ),
        "err.serviceFee.stateNotAllowed": .init(
            "平台服务费的当前状态不能进行此操作", "Not possible in the present state of the service fee",
            "账单依次为：待确认、待付款、已付款、已到账；有异议的由运营方撤回或重出。请刷新页面查看最新状态。",
            "A bill goes charged, accepted, paid, received; a disputed one is withdrawn and billed anew. Reload the page."
        ),
        "err.receipt.missing": .init(
            "有收费尚未开具票据", "A charge has no receipt",
            "请财务部门为列出的会诊登记财政部门监制的收费票据后再关账。",
            "Finance enters the fiscal receipt of each case listed, then closes."),
        "err.receipt.numberUsed": .init(
            "该票据号码已登记过", "This receipt number is used already",
            "一张票据只能对应一笔收费。请核对票据代码和号码。联系财务部门。",
            "One receipt belongs to one charge. Check code and number, or ask finance."),
        "err.refund.reasonRequired": .init(
            "不同意退费须说明理由", "A refusal of a refund needs a reason",
            "请写明依据的退费规定和理由，并告知患者。由财务部门办理。",
            "State the refund rule and the reason, and tell the patient. Finance does this."),
        "err.subsidy.belowMinimum": .init(
            "劳务补贴低于服务费用的 60%", "The staff subsidy is below 60 %",
            "请财务部门按本期留存服务费用核定补贴，达到规定下限后再提交。",
            "Finance sets the subsidy from the service fees kept in the period, at or above the minimum."),
    ]
}
