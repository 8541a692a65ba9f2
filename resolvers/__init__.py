"""The hinge: each field asks one orchestrator one question, inside one transaction."""
