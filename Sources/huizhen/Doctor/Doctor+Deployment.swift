import ConsultationCore

/// What the law asks of the machines that no program can see: it is said in the configuration, and held against it.
extension Doctor {
    func deploymentFindings() -> [DoctorFinding] {
        [servers(), databaseServer(), power(), uninterruptiblePower(), regions()]
    }

    func servers() -> DoctorFinding {
        let nodes = configuration.control.nodes.count
        let count = max(configuration.deployment.servers, nodes + 1)
        return DoctorFinding(
            "machine.servers", count >= 2 ? .ok : .warning, "服务器",
            count >= 2
                ? "\(count) 台，其中媒体节点 \(nodes) 个" : "服务与媒体在同一台服务器上",
            advice: "互联网医院基本标准要求服务器不少于 2 套，远程医疗参照执行；可用 huizhen relay 另设媒体节点（relay.nodes），"
                + "并在 deployment.servers 登记台数。",
            article: "NHC-IH 附录四(一)", requirement: "NHC-IH-A4.1a")
    }

    private func databaseServer() -> DoctorFinding {
        let isApart = configuration.deployment.databaseApart
        return DoctorFinding(
            "machine.databaseServer", isApart ? .ok : .warning, "数据库服务器",
            isApart ? "与应用系统服务器分开" : "数据库与应用在同一台服务器上",
            advice: "互联网医院要求数据库服务器与应用系统服务器划分，远程医疗参照执行；把媒体与边缘节点移到其他服务器，"
                + "使本机专作数据库，然后设 deployment.databaseApart: true。",
            article: "NHC-IH 附录四(一)", requirement: "NHC-IH-A4.1a")
    }

    private func power() -> DoctorFinding {
        let power = configuration.deployment.power
        let state =
            switch power {
            case .unrecorded: "未登记供电方式"
            case .single: "单路供电，无应急发电"
            case .dualFeed: "双路供电"
            case .generator: "有紧急发电设施"
            }
        return DoctorFinding(
            "machine.power", power == .dualFeed || power == .generator ? .ok : .warning, "供电", state,
            advice: "机房应双路供电或有紧急发电设施；核实后在 deployment.power 登记。", article: "NHC-IH 附录四(一)",
            requirement: "NHC-IH-A4.1a")
    }

    private func uninterruptiblePower() -> DoctorFinding {
        let hasUPS = configuration.deployment.hasUPS
        return DoctorFinding(
            "machine.ups", hasUPS ? .ok : .warning, "不间断电源",
            hasUPS ? "已登记；断电信号（SIGPWR）到达后 30 秒内封存录音录像" : "未登记不间断电源",
            advice: "服务器和网络设备须有不间断电源；请让其监控程序在断电时向服务发送 SIGPWR，并设 deployment.ups: true。",
            article: "NHC-TM 二(三)2", requirement: "NHC-TM-2.3.2")
    }

    /// Every place to which data are written says where it stands; abroad is a fault whatever else is set.
    private func regions() -> DoctorFinding {
        let title = "数据存放地"
        let targets = configuration.storage.targets
        guard configuration.storage.region != nil else {
            return DoctorFinding(
                "storage.region", .warning, title, "未登记（storage.region）",
                advice: "医疗数据不得存放在境外；请登记数据库、资料、录像和备份所在省份。", article: "NHC-IH 附录四(一)",
                requirement: "NHC-IH-A4.1b")
        }
        if let abroad = targets.first(where: { !$0.region.isMainland }) {
            return DoctorFinding(
                "storage.region", .fault, title, "\(abroad.use.rawValue) 设在 \(abroad.region.text)，不在境内",
                advice: "请把存储和备份移到境内，并修改 storage.region 等配置。", article: "NHC-IH 附录四(一)",
                requirement: "NHC-IH-A4.1b")
        }
        let places = Set(targets.map(\.region.text)).sorted().joined(separator: "、")
        return DoctorFinding("storage.region", .ok, title, places, requirement: "NHC-IH-A4.1b")
    }
}
