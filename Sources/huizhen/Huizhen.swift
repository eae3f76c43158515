@main
struct Huizhen {
    static func main() {}
}
