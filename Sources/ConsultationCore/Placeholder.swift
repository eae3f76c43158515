// ConsultationCore
