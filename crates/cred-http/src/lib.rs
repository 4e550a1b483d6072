//! A small HTTP server for the decision question.
