namespace Squaremcp.Frontend.Commands;

internal static class MemberVerbs
{
    internal static async Task<int> InviteAsync(Words words, Gateway gateway) => Table.Print(
        words,
        await gateway.SendAsync(HttpMethod.Post, "/api/v1/invitations", new { email = words.Required("email"), role = words.Option("role") ?? "owner" }, words.Required("customer")),
        "id", "email", "role", "expires_at");

    internal static async Task<int> ListAsync(Words words, Gateway gateway) =>
        Table.Print(words, (await gateway.SendAsync(HttpMethod.Get, "/api/v1/members", customer: words.Required("customer"))).GetProperty("members"), "email", "name", "role", "since");
}
