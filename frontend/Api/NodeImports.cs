using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Squaremcp.Connections;
using Squaremcp.Customers;
using Squaremcp.Imports;
using Squaremcp.Platforms;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Vault;

namespace Squaremcp.Frontend.Api;

/// <summary>Customers of the Node.js product, one request each: whole, or not at all (decision "What comes over from the Node.js product").</summary>
internal static class NodeImports
{
    /// <summary>Bytes; years of usage by day and tool.</summary>
    private const int MostBytes = 16 * 1024 * 1024;

    private const int LongestId = 64;

    internal static void MapNodeImports(this IEndpointRouteBuilder admin) =>
        admin.MapPut("/imports/nodejs/customers/{id}", ImportAsync).WithMetadata(new RequestSizeLimitAttribute(MostBytes))
            .WithSummary("Bring in a customer of the Node.js product by its id there: account, connections and usage. A repeat goes on where an earlier one was cut off, and changes nothing once it is done; with dry_run=true nothing is changed at all.");

    private static async Task<Results<Ok<NodeImportedBody>, ProblemHttpResult>> ImportAsync(
        string id, NodeCustomerBody body, IGrainFactory grains, Connectors connectors, IPlatformSetup setup, TimeProvider clock, [FromQuery(Name = "dry_run")] bool isDryRun = false)
    {
        if (id.Length > LongestId || !id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-'))
        {
            return Problems.Wrong("id", $"The id must be 1 to {LongestId} of a-z, A-Z, 0-9, _ and -.");
        }

        var (customer, member, wrong) = NodeCustomer.Of(body);
        if (customer is null)
        {
            return Problems.Wrong(member, wrong);
        }

        // Whoever stops waiting does not stop it.
        var import = grains.GetGrain<INodeImportGrain>(id);
        var begun = await (isDryRun ? import.Look(customer.Customer, CancellationToken.None) : import.Begin(customer.Customer, CancellationToken.None));
        if (begun.Standing is not (NodeImportStanding.New or NodeImportStanding.Begun))
        {
            return Ended(begun, customer);
        }

        var connections = new NodeConnections(grains, connectors, setup, clock);
        if (isDryRun)
        {
            return TypedResults.Ok(Body("would_import", null, customer, [.. (body.Connections ?? []).Select(connections.Look)]));
        }

        var connected = new List<NodeConnectedBody>();
        foreach (var connection in body.Connections ?? [])
        {
            connected.Add(await connections.MakeAsync(begun.CustomerId!, connection));
        }

        foreach (var month in customer.Usage)
        {
            await import.AddUsage(month, CancellationToken.None);
        }

        var done = await import.Complete(new() { Hash = customer.PasswordProblem is null ? body.PasswordHash! : "", IsVerified = body.EmailVerified }, CancellationToken.None);
        return done.Standing == NodeImportStanding.Done ? TypedResults.Ok(Body("imported", done.CustomerId, customer, connected)) : Ended(done, customer);
    }

    private static Results<Ok<NodeImportedBody>, ProblemHttpResult> Ended(NodeImportView view, NodeCustomer customer) => view.Standing switch
    {
        NodeImportStanding.Done => TypedResults.Ok(new NodeImportedBody("already", view.CustomerId, null, [], 0)),
        NodeImportStanding.OtherAddress => Conflict("other_address", "The import of this customer was begun under another address and cut off. Give it that address again, let it end, and change the address afterwards."),
        _ => Conflict("address_taken", $"{customer.Customer.Email} has an account here already, or another import has it now. Nothing was done: one person is brought in once, and an account that is there is never changed by an import."),
    };

    private static ProblemHttpResult Conflict(string reason, string detail) => Problems.Of(StatusCodes.Status409Conflict, detail, new Dictionary<string, object?> { ["kind"] = "refused", ["reason"] = reason });

    private static NodeImportedBody Body(string status, string? id, NodeCustomer customer, IReadOnlyList<NodeConnectedBody> connections) =>
        new(status, id, customer.PasswordProblem, connections, customer.Usage.Sum(month => month.Days.Sum(day => day.Calls)));
}

/// <summary>Makes connections of what another product kept. No platform is asked: the first use renews what has ended.</summary>
internal sealed class NodeConnections(IGrainFactory grains, Connectors connectors, IPlatformSetup setup, TimeProvider clock)
{
    private const int MostSettings = 64 * 1024;

    internal NodeConnectedBody Look(NodeConnectionBody wanted) => new(wanted.Platform, wanted.Account, WhyNot(wanted));

    internal async Task<NodeConnectedBody> MakeAsync(string customer, NodeConnectionBody wanted)
    {
        if (WhyNot(wanted) is { } why)
        {
            return new(wanted.Platform, wanted.Account, why);
        }

        var there = grains.GetGrain<ICustomerGrain>(customer);
        if ((await there.Describe(CancellationToken.None))!.Connections.Any(one => one.Platform == wanted.Platform && one.Account == wanted.Account))
        {
            return new(wanted.Platform, wanted.Account, null);
        }

        using var secret = Settings(wanted);
        var transport = await grains.GetGrain<ITransportKeyGrain>(ITransportKeyGrain.Key).Current(CancellationToken.None);
        var box = SealedBoxes.Seal(transport, secret.Reveal(), ConnectRequest.About(customer, wanted.Platform, wanted.Account));
        var made = await there.Connect(new() { Platform = wanted.Platform, Account = wanted.Account, Settings = box, IsGranted = wanted.Tokens is not null }, Admin.Operator(customer), CancellationToken.None);
        return new(wanted.Platform, wanted.Account, made.Failure?.Message);
    }

    private string? WhyNot(NodeConnectionBody wanted) => connectors.OfPlatform(wanted.Platform) switch
    {
        null => $"There is no platform {wanted.Platform} here.",
        IOAuthConnector connector => WhyNot(connector, wanted.Tokens),
        _ when wanted.Tokens is not null || wanted.Settings is not { } => $"{wanted.Platform} is connected by `settings`.",
        var connector => WhyNot(connector, wanted.Settings.Value),
    };

    private static string? WhyNot(IConnector connector, JsonElement settings)
    {
        if (JsonMarshal.GetRawUtf8Value(settings).Length > MostSettings)
        {
            return $"The settings have more than {MostSettings / 1024} KB.";
        }

        var reading = connector.Read(settings);
        using var credentials = reading.Credentials;
        return reading.Error?.Message;
    }

    private string? WhyNot(IOAuthConnector connector, NodeTokensBody? tokens) => (connector.Platform.Title, tokens) switch
    {
        (var title, null) => $"{title} is connected by signing in there.",
        (var title, _) when connector.OAuth.Refresh is not (RefreshStyle.Keeps or RefreshStyle.Rotates) => $"{title} gives access that the old product's tokens alone do not carry.",
        (var title, _) when setup.App(connector.Platform.Name, isSandbox: false) is null => $"This installation is not registered at {title}. Set the client id and secret that the old product used before the import, or have the account connected anew afterwards.",
        (var title, { RefreshToken: null }) => $"The old product kept no refresh token, so access to {title} would end unrenewed.",
        (var title, { AccountId: null }) => $"The old product did not keep whose account at {title} it is.",
        _ => null,
    };

    private Secret Settings(NodeConnectionBody wanted) => wanted.Tokens is not { } tokens
        ? new(JsonMarshal.GetRawUtf8Value(wanted.Settings!.Value).ToArray())
        : new OAuthGranted(
            new() { Access = tokens.AccessToken, Refresh = tokens.RefreshToken, ExpiresAt = tokens.ExpiresAt ?? clock.GetUtcNow(), Scopes = tokens.Scopes },
            new(tokens.AccountId!, tokens.AccountName ?? tokens.AccountId!)).Seal();
}
