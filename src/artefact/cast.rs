//! The machines of the story, as artefacts name them: WEB01 (10.0.0.21) is server A, and clients sit in 10.0.4.0/22.

use crate::plan::{Link, Plan};
use crate::vocabulary::{ClientId, PlaceId};

/// The address of a machine: those of the plan lie in one network, from WEB01, the first gateway, on.
pub fn address(plan: &Plan, place: PlaceId) -> String {
    let same_machine = |link: &&Link| link.to == place && link.loopback;
    match plan.links.iter().find(same_machine) {
        Some(_) => "127.0.0.1".to_owned(),
        None => format!("10.0.0.{}", 20 + place.0),
    }
}

/// The port of gateways.
pub const A_PORT: u16 = 80;

/// The address of a client machine: from 10.0.4.11 upwards.
pub fn client_address(client: ClientId) -> String {
    let host = u32::from(client.0) + 11;
    format!("10.0.{}.{}", 4 + host / 256, host % 256)
}
