extension DisplayNames {
    static func codeBinding(_ binding: CodeDeclaration.Binding) -> String {
        switch binding {
        case .required: "必须采用"
        case .preferred: "有则采用"
        case .free: "自由文本"
        }
    }
}
