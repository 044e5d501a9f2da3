"""A passkey, kept by Chromium itself: set it up, sign out, sign in without a password."""

import re

from tests.e2e.arrivals import invited

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_who_has_a_passkey_signs_in_with_it_alone(visit):
    me = invited(visit, "Waalre", who="sleutel.")
    browser = me.context.new_cdp_session(me.page)
    browser.send("WebAuthn.enable")
    kept = browser.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})

    me.page.goto(f"{me.site}/accounts/2fa/webauthn/add/")
    if "reauthenticate" in me.page.url:
        me.page.locator("main input[type=password]").fill(me.password)
        me.follow(me.page.locator("main form button[type=submit]").first)
    me.page.get_by_label("Naam van deze sleutel").fill("Telefoon")
    me.page.locator("[name=passwordless]").check()
    me.follow(me.page.locator("#mfa_webauthn_add"))
    found = browser.send("WebAuthn.getCredentials", kept)["credentials"]
    assert [one["isResidentCredential"] for one in found] == [True]
    me.open("/accounts/2fa/webauthn/")
    assert "Telefoon" in me.text()
    for name in ("Wijzigen", "Verwijderen"):
        me.go(re.compile(f"^{name}.*Telefoon"))
        me.open("/accounts/2fa/webauthn/")

    me.context.clear_cookies()
    me.page.goto(f"{me.site}/accounts/login/")
    me.look()
    me.follow(me.page.locator("#passkey_login"))
    me.open("/accounts/2fa/")  # asks nobody for a password
    me.open("/")
    assert "Waalre" in me.page.locator("body").inner_text()
