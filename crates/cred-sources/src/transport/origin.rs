//! Where a source is: scheme, host and port. Nothing is ever sent anywhere else.

use ureq::http::Uri;

/// The address that a source's questions begin with: `https://`, or `http://` on this machine alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    scheme: String,
    authority: String,
    path: String,
}

/// A text that is no such address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct OriginError(&'static str);

impl Origin {
    /// Parses an address.
    ///
    /// # Errors
    /// When it is none, is not over HTTPS, or holds a user, a query or a fragment.
    pub fn parse(text: &str) -> Result<Self, OriginError> {
        const FORM: &str = "write it as `https://host` or `https://host/path`, without a query or a user";
        let uri: Uri = text.trim().parse().map_err(|_| OriginError(FORM))?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(OriginError(FORM));
        };
        if uri.query().is_some()
            || authority.as_str().contains('@')
            || text.contains('#')
            || authority.host().is_empty()
        {
            return Err(OriginError(FORM));
        }
        let here = matches!(authority.host(), "localhost" | "127.0.0.1" | "[::1]");
        if scheme != "https" && !(scheme == "http" && here) {
            return Err(OriginError("sources are asked over `https://` alone (`http://` only on this machine)"));
        }
        Ok(Self {
            scheme: scheme.to_owned(),
            authority: authority.as_str().to_ascii_lowercase(),
            path: uri.path().trim_end_matches('/').to_owned(),
        })
    }

    /// The address of a path and query below it.
    #[must_use]
    pub fn join(&self, path_and_query: &str) -> String {
        let Self { scheme, authority, path } = self;
        format!("{scheme}://{authority}{path}{path_and_query}")
    }

    /// Where a redirect leads, if it stays with this scheme, host and port.
    #[must_use]
    pub fn follow(&self, location: &str) -> Option<String> {
        let Self { scheme, authority, .. } = self;
        if location.starts_with('/') && !location.starts_with("//") && !location.starts_with("/\\") {
            return Some(format!("{scheme}://{authority}{location}"));
        }
        let uri: Uri = location.parse().ok()?;
        let same =
            uri.scheme_str()?.eq_ignore_ascii_case(scheme) && uri.authority()?.as_str().eq_ignore_ascii_case(authority);
        same.then(|| location.to_owned())
    }
}

/// A value as a part of a path or query: every byte but letters, digits and `-._~` is written as `%XX`.
#[must_use]
pub fn escaped(value: &str) -> String {
    use std::fmt::Write as _;
    value.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_or_this_machine() {
        for good in ["https://example.org", "https://example.org/api/", "http://127.0.0.1:8080", "http://[::1]:1/x"] {
            assert!(Origin::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "http://example.org",
            "ftp://example.org",
            "example.org",
            "/x",
            "https://u:p@example.org",
            "https://e.org/?q",
            "https://e.org/#x",
            "http://127.0.0.1.example.org",
        ] {
            assert!(Origin::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_redirect_stays_where_it_is() {
        let origin = Origin::parse("https://example.org/api").unwrap();
        assert_eq!(origin.follow("/v2?x=1").as_deref(), Some("https://example.org/v2?x=1"));
        assert_eq!(origin.follow("https://EXAMPLE.org/v2").as_deref(), Some("https://EXAMPLE.org/v2"));
        for away in [
            "https://example.com/",
            "http://example.org/",
            "https://example.org:444/",
            "//example.com/",
            "v2",
            "/\\example.com",
            "https://example.org@example.com/",
        ] {
            assert_eq!(origin.follow(away), None, "{away}");
        }
    }

    #[test]
    fn a_value_never_changes_the_address() {
        assert_eq!(escaped("O'Neil & Söhne/?#"), "O%27Neil%20%26%20S%C3%B6hne%2F%3F%23");
    }
}
