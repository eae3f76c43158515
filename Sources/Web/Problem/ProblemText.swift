/// The words of one code in both languages: what happened, what to do, and who can help.
struct ProblemText: Sendable {
    let title: String
    let titleEnglish: String
    let advice: String
    let adviceEnglish: String

    init(_ title: String, _ titleEnglish: String, _ advice: String, _ adviceEnglish: String) {
        self.title = title
        self.titleEnglish = titleEnglish
        self.advice = advice
        self.adviceEnglish = adviceEnglish
    }
}
