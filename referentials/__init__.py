"""What is certified: certifications, their versions, blocks, competences and modules."""
