import Testing

/// The branches a hospital meets daily, each on the real pages; the way to it goes through the API.
@Suite(.serialized, .twoHospitals, .timeLimit(.minutes(2)))
struct BranchTests {}
