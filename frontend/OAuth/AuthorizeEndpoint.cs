using System.Text.Json;
using Squaremcp.Accounts;
using Squaremcp.Customers;
using Squaremcp.Frontend.Accounts;
using Squaremcp.Frontend.Doctor;
using Squaremcp.Frontend.OAuth.Clients;
using Squaremcp.Frontend.Operation;
using Squaremcp.Frontend.Pages;
using Squaremcp.OAuth;
using Squaremcp.Platforms;
using Squaremcp.Settings;
using Squaremcp.Tools;

namespace Squaremcp.Frontend.OAuth;

/// <summary>
/// <c>/authorize</c>: a person signs in, sees who asks for what, and lets the client in or not. Nothing is stored before that: the consent form carries the request sealed, for this browser and
/// this person, and a consent sent twice is one grant.
/// </summary>
internal sealed class AuthorizeEndpoint(ClientDirectory clients, Resources resources, Sessions sessions, Verification verification, Browser browser, Forms forms, CursorSealer sealer, IGrainFactory grains, PublicAddress address, GatewaySettings settings, TimeProvider clock)
{
    private const int LongestTicket = 24_000;

    private static readonly TimeSpan TicketLife = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan CodeLife = TimeSpan.FromSeconds(60);

    internal async Task AskAsync(HttpContext context)
    {
        var text = HttpMethods.IsPost(context.Request.Method) && await Parameters.OfFormAsync(context) is { } form ? Text(form) : context.Request.QueryString.Value ?? "";
        var query = Parameters.Of(text);
        var client = query["client_id"] is { } id && !query.IsTwice("client_id") ? await clients.FindAsync(id, query.IsTwice("redirect_uri") ? null : query["redirect_uri"], context) : null;
        Seen.Asks(context, query, client);
        if (AuthorizeRequest.Unanswerable(query, client) is { } page)
        {
            await ErrorPage.WriteAsync(context, "This app cannot be connected", page);
            return;
        }

        // Before anything is sent to the client, errors too: whoever registers a client must not get a redirector with our name on it (RFC 9700 §4.11).
        if (await sessions.FindAsync(context) is not { } person)
        {
            Seen.Shows(context, "sign_in_shown");
            await (query["prompt"] == "none"
                ? ErrorPage.WriteAsync(context, "You are not signed in", "The app asked not to show you anything (prompt=none), and you are not signed in here.")
                : SignInPages.SignInAsync(context, browser, text, client!.Name));
            return;
        }

        if (person.VerifiedAt is null && verification.IsRequired)
        {
            Seen.Shows(context, "address_unproved");
            await VerifyPages.NeededAsync(context, browser, person.Email);
            return;
        }

        var (request, error) = AuthorizeRequest.Read(query, client!, resources);
        await (error is null ? ConsentAsync(context, person, client!, request!) : FailAsync(context, person, client!, error));
    }

    internal async Task DecideAsync(HttpContext context)
    {
        if (await forms.ReadAsync(context) is not { } form)
        {
            return;
        }

        if (await sessions.FindAsync(context) is not { } person || (person.VerifiedAt is null && verification.IsRequired) || Open(context, person, form["ticket"]) is not { } ticket || ticket.Expires < clock.GetUtcNow())
        {
            await ErrorPage.WriteAsync(context, "This form is too old", "Go back to the app and connect again.");
            return;
        }

        Seen.Decides(context, ticket.Request, ticket.ClientName, form["decision"] == "allow");
        await (form["decision"] == "allow" ? AllowAsync(context, person, ticket, form) : GoAsync(context, ticket.Request, [("error", "access_denied"), ("error_description", "The person did not let the app in.")]));
    }

    private async Task ConsentAsync(HttpContext context, Person person, OAuthClient client, AuthorizeRequest request)
    {
        var ticket = new Ticket(Ids.New("grt", clock.GetUtcNow()), client.Name, request, clock.GetUtcNow() + TicketLife);
        var text = sealer.Seal(Purpose(context, person), JsonSerializer.Serialize(ticket));
        Seen.Shows(context, "consent_shown");
        await ConsentPage.WriteAsync(context, browser, person, await Memberships.RolesAsync(grains, person, context.RequestAborted), client, request, text);
    }

    private async Task AllowAsync(HttpContext context, Person person, Ticket ticket, Parameters form)
    {
        var request = ticket.Request;
        var chosen = person.Memberships.FirstOrDefault(one => one.CustomerId == form["customer"]);
        var client = await clients.FindAsync(request.ClientId, request.RedirectUri, context);
        if (chosen is null || client is null || !RedirectUris.Matches(client.RedirectUris, request.RedirectUri))
        {
            await ErrorPage.WriteAsync(context, "This cannot be allowed", "The app or the customer is not there any more. Go back to the app and connect again.");
            return;
        }

        var now = clock.GetUtcNow();
        var scopes = form["access"] == "read" ? Narrowed(request.Scopes) : request.Scopes;
        var by = new Caller { CustomerId = chosen.CustomerId, Kind = CallerKind.Person, Rights = Rights.Full, Via = "page", Account = person.Email, Client = ticket.ClientName };
        var grant = new GrantView
        {
            Id = ticket.GrantId,
            ClientId = client.Id,
            ClientName = client.Name,
            Scopes = scopes,
            Resource = request.Resource,
            Account = person.Email,
            CreatedAt = now,
            ExpiresAt = now.AddDays(settings.OAuth.GrantDays),
            RedirectHost = RedirectUris.Host(request.RedirectUri),
        };
        if (await grains.GetGrain<ICustomerGrain>(chosen.CustomerId).EnterGrant(grant, by, CancellationToken.None) is { } failure)
        {
            await ErrorPage.WriteAsync(context, "This cannot be allowed", failure.Message);
            return;
        }

        await clients.KeepAsync(client, CancellationToken.None);
        var code = TokenText.New(TokenText.Code, grant.Id);
        var approved = await grains.GetGrain<IGrantGrain>(grant.Id).Approve(
            new()
            {
                CustomerId = chosen.CustomerId,
                Account = person.Email,
                ClientId = client.Id,
                ClientName = client.Name,
                Scopes = scopes,
                Resource = request.Resource,
                RedirectUri = request.RedirectUri,
                CodeChallenge = request.CodeChallenge,
                CodeHash = TokenText.Hash(code),
                CodeExpiresAt = now + CodeLife,
                Refreshable = client.GrantTypes.Contains("refresh_token"),
                ExpiresAt = grant.ExpiresAt,
            },
            CancellationToken.None);
        Seen.LetIn(context, chosen.CustomerId, grant);
        await (approved ? GoAsync(context, request, [("code", code)]) : ErrorPage.WriteAsync(context, "This form was sent before", "Go back to the app; it may be connected already."));
    }

    /// <summary>What may only read of what was asked for.</summary>
    private static List<string> Narrowed(IReadOnlyList<string> scopes) => [.. scopes.Select(scope => scope == Scopes.Mcp ? Scopes.Read : scope).Where(scope => scope != Scopes.Api).Distinct()];

    /// <summary>A client the person never let in gets no redirect of its own making: the person sees what is wrong, and a link.</summary>
    private async Task FailAsync(HttpContext context, Person person, OAuthClient client, AuthorizeError error)
    {
        Seen.Refused(context, error.Error, error.Why);
        (string, string)[] answer = [("error", error.Error), ("error_description", error.Why)];
        if (client.Id.StartsWith(ClientDirectory.RegisteredPrefix, StringComparison.Ordinal) && !await KnowsAsync(person, client, context.RequestAborted))
        {
            await ErrorPage.WriteAsync(context, "The app asked for something impossible", error.Why, (Target(error.RedirectUri, error.State, answer), client.Name));
            return;
        }

        PageHeaders.SeeOther(context, Target(error.RedirectUri, error.State, answer));
    }

    private async Task<bool> KnowsAsync(Person person, OAuthClient client, CancellationToken cancellationToken)
    {
        foreach (var membership in person.Memberships)
        {
            if ((await grains.GetGrain<ICustomerGrain>(membership.CustomerId).Describe(cancellationToken))?.Grants.Any(grant => grant.ClientId == client.Id) == true)
            {
                return true;
            }
        }

        return false;
    }

    private Task GoAsync(HttpContext context, AuthorizeRequest request, IReadOnlyList<(string Name, string Value)> answer)
    {
        PageHeaders.SeeOther(context, Target(request.RedirectUri, request.State, answer));
        return Task.CompletedTask;
    }

    /// <summary>The redirect URI as it was written, with the answer behind it (RFC 6749 §4.1.2, RFC 9207).</summary>
    private string Target(string redirectUri, string? state, IReadOnlyList<(string Name, string Value)> answer)
    {
        IEnumerable<(string Name, string? Value)> all = [.. answer.Select(one => (one.Name, (string?)one.Value)), ("state", state), ("iss", address.Origin)];
        return redirectUri + (redirectUri.Contains('?') ? "&" : "?") + string.Join('&', all.Where(one => one.Value is not null).Select(one => $"{one.Name}={Uri.EscapeDataString(one.Value!)}"));
    }

    private Ticket? Open(HttpContext context, Person person, string? text) =>
        text is not null && sealer.Open(Purpose(context, person), text, LongestTicket) is { } json ? JsonSerializer.Deserialize<Ticket>(json) : null;

    private string Purpose(HttpContext context, Person person) => $"consent|{browser.Id(context)}|{person.Email}";

    /// <summary>A form as the query it could have been.</summary>
    private static string Text(Parameters form) => "?" + string.Join('&', form.Pairs().Select(pair => $"{Uri.EscapeDataString(pair.Name)}={Uri.EscapeDataString(pair.Value)}"));

    private sealed record Ticket(string GrantId, string ClientName, AuthorizeRequest Request, DateTimeOffset Expires);
}
