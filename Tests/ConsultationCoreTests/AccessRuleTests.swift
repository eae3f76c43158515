import ConsultationCore
import Simulation
import TestRequirements
import Testing

struct AccessRuleTests {
    private func outcome(_ question: AccessQuestion) -> Result<AccessPurpose, Refusal> {
        do throws(Refusal) { return .success(try AccessRule.decide(question)) } catch {
            return .failure(error)
        }
    }

    private func ask(
        _ role: Role, _ relation: CaseRelation, _ dataClass: DataClass, _ operation: AccessOperation,
        for purpose: AccessPurpose? = nil, grants: [CustodyRequest.Kind] = [], abroad: InstitutionID? = nil
    ) -> Result<AccessPurpose, Refusal> {
        outcome(
            AccessQuestion(
                roles: [role], relation: relation, dataClass: dataClass, operation: operation,
                purpose: purpose, grants: grants, abroad: abroad))
    }

    @Test(.requirement("NHC-IH-A4.4"))
    func `what no rule allows is denied, for every role, relation, class, operation and purpose`() {
        var allowed = 0
        for role in Role.allCases {
            for relation in CaseRelation.allCases {
                for dataClass in DataClass.allCases {
                    for operation in AccessOperation.allCases {
                        for purpose in AccessPurpose.allCases {
                            let fits = AccessRule.all.contains {
                                $0.role == role && relation >= $0.relation && $0.classes.contains(dataClass)
                                    && $0.operations.contains(operation) && $0.purposes.contains(purpose)
                            }
                            switch ask(role, relation, dataClass, operation, for: purpose) {
                            case .success(let given):
                                #expect(fits && given == purpose)
                                allowed += 1
                            case .failure(let refusal):
                                #expect(!fits)
                                #expect([.accessDenied, .operatorForbidden].contains(refusal))
                            }
                            // Without a relation to the case there is nothing for anybody.
                            if relation == .none { #expect(!fits) }
                        }
                    }
                }
            }
        }
        #expect(allowed > 40 && allowed < 200)
    }

    @Test(.requirement("JL-35a", "JL-35d"))
    func `playback, revealing and an administrator's reading need their purpose said`() {
        #expect(ask(.physician, .own, .recording, .playback) == .failure(.purposeRequired))
        #expect(ask(.physician, .own, .recording, .playback, for: .care) == .success(.care))
        #expect(ask(.physician, .party, .recording, .playback, for: .care) == .failure(.accessDenied))
        #expect(
            ask(.qualityController, .party, .recording, .playback, for: .qualityControl)
                == .success(.qualityControl))
        #expect(ask(.finance, .party, .recording, .playback, for: .settlement) == .failure(.accessDenied))
        #expect(ask(.institutionAdmin, .party, .medicalRecord, .view) == .failure(.purposeRequired))
        #expect(ask(.institutionAdmin, .party, .medicalRecord, .view, for: .care) == .failure(.accessDenied))
        #expect(ask(.physician, .party, .medicalRecord, .view) == .success(.care))
    }

    @Test(.requirement("JL-36"))
    func `AT-60 the operator's staff have nothing of a case without a break-glass grant`() {
        for dataClass in DataClass.allCases {
            for operation in AccessOperation.allCases {
                #expect(
                    ask(.operator, .none, dataClass, operation, for: .emergencyMaintenance)
                        == .failure(.operatorForbidden))
            }
        }
        #expect(
            ask(.operator, .none, .recording, .playback, for: .emergencyMaintenance, grants: [.breakGlass])
                == .success(.emergencyMaintenance))
        #expect(
            ask(
                .operator, .none, .consultationMaterial, .copyOut, for: .emergencyMaintenance,
                grants: [.breakGlass])
                == .failure(.operatorForbidden), "reading is not taking away")
    }

    @Test(.requirement("NHC-IH-A4.1b"))
    func `AT-70 an institution abroad looks and takes nothing away`() {
        let abroad: InstitutionID = "inst-abroad"
        #expect(
            ask(.physician, .own, .consultationMaterial, .copyOut, for: .care, abroad: abroad)
                == .failure(.regionNotPermitted(abroad)))
        #expect(
            ask(.physician, .own, .consultationMaterial, .view, for: .care, abroad: abroad) == .success(.care)
        )
        #expect(
            ask(.physician, .own, .medicalRecord, .copyOut, for: .care, grants: [.copyOut], abroad: abroad)
                == .failure(.regionNotPermitted(abroad)))
    }

    @Test(.requirement("NHC-SUP-21", "SC-26"))
    func `AT-61 nobody adds up drugs by prescriber but quality control reviewing prescriptions`() {
        func refusal(_ role: Role, _ purpose: AccessPurpose?) -> Refusal? {
            do throws(Refusal) {
                try DrugReport.demand(for: [role], purpose: purpose, grouping: .prescriber)
                return nil
            } catch { return error }
        }
        for role in Role.allCases {
            #expect(refusal(role, nil) == .purposeRequired)
            for purpose in AccessPurpose.allCases {
                let isReview = role == .qualityController && purpose == .prescriptionEvaluation
                #expect(
                    refusal(role, purpose) == (isReview ? nil : .aggregationForbidden), "\(role) \(purpose)")
            }
        }
    }

    @Test(.requirement("SC-26", "NHC-SUP-21"))
    func `a subsidy reckoned from drugs or tests is refused, one from service fees is not`() throws {
        func declare(_ inputs: [SubsidyInput]) throws(Refusal) {
            _ = try StaffSubsidy.declare(
                .zero, for: SettlementPeriod(containing: ConsultationWorld.start), retained: .zero,
                from: inputs,
                by: .member(.init(account: "a", institution: "inst-county", roles: [.finance])),
                at: ConsultationWorld.start + .days(60), under: .jilin)
        }
        for input in [SubsidyInput.drugAmounts, .testAmounts] {
            #expect(throws: Refusal.forbiddenIncentiveInput([input])) { try declare([.serviceFee, input]) }
        }
        try declare([.serviceFee, .attendanceTime, .caseCount])
    }

    @Test(.requirement("JL-35a", "JL-35b"))
    func
        `every object of a case has owner, purpose, ground and its class; all six classes are in the catalogue`()
        throws
    {
        let archived = try #require(try ConsultationJourney.arrived(at: .archived).current)
        let objects = archived.dataObjects
        #expect(objects.allSatisfy { !$0.purposes.isEmpty && !$0.owner.text.isEmpty })
        let classes = Set(objects.map(\.dataClass))
        #expect(classes.isSuperset(of: [.subjectInformation, .medicalRecord, .recording, .finance]))
        #expect(objects.first { $0.kind == .report }?.owner == "inst-province")
        #expect(objects.first { $0.kind == .recording }?.hash == ConsultationJourney.digest)
        for dataClass in DataClass.allCases {
            #expect(AccessRule.all.contains { $0.classes.contains(dataClass) }, "\(dataClass)")
        }
    }
}
