//! The machines of the story, as artefacts name them: WEB01 (10.0.0.21) is server A, and clients sit in 10.0.4.0/22.

use crate::vocabulary::ClientId;

/// The address on which WEB01, server A, is asked.
pub const A_ADDRESS: &str = "10.0.0.21";

/// Its port.
pub const A_PORT: u16 = 80;

/// The address of a client machine: from 10.0.4.11 upwards.
pub fn client_address(client: ClientId) -> String {
    let host = u32::from(client.0) + 11;
    format!("10.0.{}.{}", 4 + host / 256, host % 256)
}
