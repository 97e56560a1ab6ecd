// Says what is off where the browser takes the page for insecure (HTTP on a LAN).
document.getElementById("insecure").hidden = isSecureContext;
