/// Words for refusals of quality control and supervision.
enum QualityTexts {
    static let all: [String: ProblemText] = [
        "err.access.territory": .init(
            "不在本部门的管辖地区", "Outside your territory",
            "省、市、县各级质控和监管人员只能查看本地区的机构。如需查看，请联系该地区的卫生健康行政部门。",
            "Province, city and county each see their own place. Ask the health authority of that place."),
        "err.access.purposeNotCaseBound": .init(
            "查看患者信息须有与本例对应的事由", "No record of quality control is about this case",
            "请先登记抽查、不良事件、投诉或争议，并填写其编号。联系该机构质控人员。",
            "Name the sample, event, complaint or dispute that is about this very case. Ask the institution's quality control."
        ),
        "err.institution.qualityControllerMissing": .init(
            "机构没有质控人员", "The institution has no quality controller",
            "请至少为一名专职人员开通质控人员岗位后再开展服务。联系本机构管理员。",
            "Give at least one person the role of quality controller first. Ask your administrator."),
        "err.quality.stateNotAllowed": .init(
            "当前状态不允许此操作", "The present state does not allow this",
            "请刷新页面，按当前状态操作。联系本机构质控人员。", "Reload the page and act on the present state. Ask quality control."),
        "err.quality.periodRunning": .init(
            "本月尚未结束，不能抽查", "The month is not over",
            "抽查在当月结束后进行，每月一次，结果不能重抽。", "A sample is drawn once, after the month is over."),
        "err.evaluation.notCompetent": .init(
            "无权评价该机构", "Not competent for this institution",
            "省级评价医疗机构和下级部门，市级评价乡镇、社区机构。请由有权限的部门评价。",
            "The province evaluates institutions, cities township and community ones. Leave it to the competent office."
        ),
        "err.evaluation.final": .init(
            "该年度已有评价等级", "The year has its grade",
            "每家机构每年只有一个最终等级。如有异议，联系评价部门。",
            "An institution has one final grade a year. Ask the evaluating office."),
        "err.quality.noCases": .init(
            "本月没有可抽查的病例", "There is no case to draw from",
            "请选择有已结束会诊的月份。", "Choose a month with consultations that ended."),
    ]
}
