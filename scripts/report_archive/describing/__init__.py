"""Outline → Report: one module a question, each answer with its evidence."""
