//! Only a connection that can be trusted is used.
#![expect(clippy::unwrap_used, reason = "test code: what fails here fails the test that asked for it")]

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    path::Path,
    sync::Arc,
    thread,
    time::Duration,
};

use cred_sources::transport::{Call, Fault, Https, Transport as _};
use rustls::{ServerConfig, ServerConnection, StreamOwned, pki_types::PrivatePkcs8KeyDer};

/// A server with a certificate for a name; its address at this machine, and the certificate as PEM.
fn serve(name: &str) -> (String, String) {
    let own = rcgen::generate_simple_self_signed(vec![name.to_owned()]).unwrap();
    let key = PrivatePkcs8KeyDer::from(own.signing_key.serialize_der());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![own.cert.der().clone()], key.into())
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("https://localhost:{}/x", listener.local_addr().unwrap().port());
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut stream = StreamOwned::new(ServerConnection::new(Arc::clone(&config)).unwrap(), stream);
            let mut head = [0; 1024];
            if stream.read(&mut head).is_ok() {
                let answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
                let _ = stream.write_all(answer);
            }
        }
    });
    (address, own.cert.pem())
}

fn call(url: String) -> Call {
    Call { url, headers: vec![], timeout: Duration::from_secs(5), most_bytes: 1000 }
}

#[test]
fn a_certificate_is_trusted_by_the_public_or_by_its_file_and_for_its_name_alone() {
    let (address, pem) = serve("localhost");
    let refused = Https::default().send(&call(address.clone())).unwrap_err();
    assert!(matches!(&refused, Fault::NoConnection(why) if why.contains("cannot be trusted")), "{refused}");

    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join("own.pem");
    std::fs::write(&file, pem).unwrap();
    let answer = Https::trusting(&file).unwrap().send(&call(address.clone())).unwrap();
    assert_eq!((answer.status, answer.body.as_slice()), (200, b"{}".as_slice()));

    let (elsewhere, pem) = serve("another.example");
    std::fs::write(&file, pem).unwrap();
    let other = Https::trusting(&file).unwrap();
    assert!(
        matches!(other.send(&call(elsewhere)).unwrap_err(), Fault::NoConnection(_)),
        "a certificate for another name"
    );
    assert!(matches!(other.send(&call(address)).unwrap_err(), Fault::NoConnection(_)), "another certificate");

    std::fs::write(&file, "no certificate").unwrap();
    assert!(Https::trusting(&file).unwrap_err().to_string().contains("holds no certificate"));
    assert!(Https::trusting(&folder.join("missing.pem")).is_err());
}
