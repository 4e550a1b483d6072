//! The JSON shapes that the command line and the HTTP server share.
