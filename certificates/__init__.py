"""What is earned and how it is proven: CCP, CQP, numbers, register, documents, verification."""
