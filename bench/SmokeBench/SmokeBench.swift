@main
struct SmokeBench {
    static func main() {}
}
