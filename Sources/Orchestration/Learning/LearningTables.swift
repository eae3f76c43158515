package import ConsultationCore

/// Words that a list shows beside its figures; the pages have the same.
package struct LearningWords: Sendable {
    package let counter: @Sendable (ServiceCounter) -> String
    package let noCredit: @Sendable (TrainingAttendance.NoCredit) -> String
    package let ineligibility: @Sendable (StationedTime.Ineligibility) -> String

    package init(
        counter: @escaping @Sendable (ServiceCounter) -> String,
        noCredit: @escaping @Sendable (TrainingAttendance.NoCredit) -> String,
        ineligibility: @escaping @Sendable (StationedTime.Ineligibility) -> String
    ) {
        self.counter = counter
        self.noCredit = noCredit
        self.ineligibility = ineligibility
    }
}

extension ReportTable {
    /// Person, project number, hours, credits (JL-46c).
    package static func credits(
        _ lines: [CreditLine], of institution: Institution, from first: CivilDate, to last: CivilDate,
        at now: WallTime, _ words: LearningWords
    ) -> ReportTable {
        ReportTable(
            name: "继续医学教育学分",
            columns: [
                .init("姓名", 12), .init("人员编号", 20), .init("日期", 12), .init("培训名称", 30),
                .init("项目编号", 22), .init("学时（分钟）", 12), .init("学时（小时）", 12), .init("学分", 8),
                .init("未授学分原因", 24),
            ],
            rows: lines.map { line in
                let one = line.training
                return [
                    .text(line.name), .text(one.practitioner.text), .text(one.completedOn.description),
                    .text(one.title), .text(one.project), .integer(Int64(one.minutes)),
                    .text(decimal(one.minutes * 10 / 60, 1)), .text(decimal(one.creditTenths, 1)),
                    .text(one.noCredit.map(words.noCredit) ?? ""),
                ]
            },
            notes: head(institution, first, last, now) + [
                ("依据", "《吉林省远程医疗服务管理办法（试行）》第四十六条（五）"),
                ("口径", "会诊按会诊室出入记录计时；讲座按签到、签退计时；外出培训由质控人员登记"),
            ])
    }

    /// Cases, hours, timeliness, satisfaction, quality score (JL-47c).
    package static func activity(_ report: ActivityReport) -> ReportTable {
        ReportTable(
            name: "人员服务情况",
            columns: [
                .init("姓名", 12), .init("职称", 14), .init("人员编号", 20), .init("服务例数", 10),
                .init("服务时间（分钟）", 14), .init("出具报告", 10), .init("按时出具", 10), .init("按时率", 10),
                .init("评价次数", 10), .init("平均满意度", 12), .init("抽查病历", 10), .init("病历平均分", 12),
            ],
            rows: report.lines.map { line in
                let sum = line.sum
                let rating = sum.meanRatingHundredths(shownFrom: report.ratingsShownFrom)
                return [
                    .text(line.name), .text(line.title), .text(sum.practitioner.text),
                    .integer(Int64(sum.cases)), .integer(Int64(sum.minutes)), .integer(Int64(sum.reports)),
                    .integer(Int64(sum.onTime)),
                    sum.reports > 0 ? .share(sum.onTime, of: sum.reports) : .empty,
                    .integer(Int64(sum.ratings)), rating.map { .text(decimal($0, 2)) } ?? .empty,
                    .integer(Int64(sum.scored)),
                    sum.meanQualityTenths.map { .text(decimal($0, 1)) } ?? .empty,
                ]
            },
            notes: head(report.institution, report.from, report.to, report.at) + [
                ("依据", "《吉林省远程医疗服务管理办法（试行）》第四十六条（二）、第四十七条"),
                ("口径", "按报告签发日；服务时间为会诊室内时间，远程诊断不计时间；评价少于 \(report.ratingsShownFrom) 次不显示平均值"),
            ])
    }

    /// Raw and credited time (JL 46(4)).
    package static func stationed(_ report: StationedReport, _ words: LearningWords) -> ReportTable {
        ReportTable(
            name: "连续驻点时间折算",
            columns: [
                .init("姓名", 12), .init("人员编号", 20), .init("服务例数", 10), .init("服务时间（分钟）", 16),
                .init("折算时间（分钟）", 16), .init("占应驻点时间", 12), .init("不计算的原因", 26),
            ],
            rows: report.lines.map { line in
                [
                    .text(line.name), .text(line.practitioner.text), .integer(Int64(line.cases)),
                    .integer(Int64(line.time.rawMinutes)), .integer(Int64(line.time.creditedMinutes)),
                    line.time.percentOfRequirement.map { .share($0, of: 100) } ?? .empty,
                    .text(line.time.ineligibility.map(words.ineligibility) ?? ""),
                ]
            },
            notes: [
                ("机构", report.institution.name), ("年度", String(report.year)),
                ("折算比例", report.ratePercent.map { "\($0)%" } ?? "无"),
                ("应驻点时间（小时）", report.terms?.entry.requiredHours.map(String.init) ?? "未填写"),
                ("依据", "《吉林省远程医疗服务管理办法（试行）》第四十六条（四）"),
                ("说明", "本表不作认定；分钟按年度合计四舍五入一次，由卫生健康行政部门认定"),
                ("导出时间", SettlementExport.localTime(report.at)),
            ])
    }

    /// Service volume and satisfaction, a line an institution, side and kind (JL-46).
    package static func volume(
        _ views: [ServiceStatisticsView], from first: CivilDate, to last: CivilDate, at now: WallTime,
        _ words: LearningWords
    ) -> ReportTable {
        let counted = ServiceCounter.allCases.filter { $0 != .ratingPoints }
        var rows: [[SettlementCell]] = []
        for view in views {
            for line in view.lines {
                var row: [SettlementCell] = [
                    .text(view.institution.name), .text(view.institution.code),
                    .text(line.side == .inviting ? "邀请方" : "受邀方"),
                    .text(line.kind.map(SettlementExport.serviceName) ?? "24 小时上传"),
                ]
                row += counted.map { .integer(Int64(line.counts[$0] ?? 0)) }
                let ratings = line.counts[.ratings] ?? 0
                let points = line.counts[.ratingPoints] ?? 0
                row.append(
                    ratings >= max(1, view.ratingsShownFrom)
                        ? .text(decimal((points * 100 + ratings / 2) / ratings, 2)) : .empty)
                rows.append(row)
            }
        }
        return ReportTable(
            name: "服务量和满意度",
            columns: [
                .init("机构", 26), .init("机构代码", 20), .init("方别", 8), .init("服务项目", 16),
            ] + counted.map { .init(words.counter($0), 12) } + [.init("平均满意度", 12)],
            rows: rows,
            notes: [
                ("期间", "\(first) 至 \(last)"), ("依据", "《吉林省远程医疗服务管理办法（试行）》第四十六条（一）至（三）"),
                ("口径版本", ServiceCounter.definitions), ("导出时间", SettlementExport.localTime(now)),
            ])
    }

    private static func head(
        _ institution: Institution, _ first: CivilDate, _ last: CivilDate, _ now: WallTime
    ) -> [(String, String)] {
        [
            ("机构", institution.name), ("期间", "\(first) 至 \(last)"),
            ("导出时间", SettlementExport.localTime(now)),
        ]
    }

    /// `125` with two places is `1.25`.
    private static func decimal(_ number: Int, _ places: Int) -> String {
        let unit = places == 1 ? 10 : 100
        let rest = String(number % unit)
        return "\(number / unit)." + String(repeating: "0", count: max(0, places - rest.count)) + rest
    }
}
