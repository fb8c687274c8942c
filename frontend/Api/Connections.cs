using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Squaremcp.Connections;
using Squaremcp.Customers;
using Squaremcp.Frontend.Operation;
using Squaremcp.Platforms;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Tools;
using Squaremcp.Vault;

namespace Squaremcp.Frontend.Api;

internal static class Connections
{
    /// <summary>Bytes; sealed and in base64 they must still cross a grain interface.</summary>
    private const int MostSettings = 64 * 1024;

    internal static void MapConnections(this IEndpointRouteBuilder customers)
    {
        customers.MapGet("/platforms", PlatformsAsync).WithSummary("List the platforms of this installation, what connects them, and their tools.");
        customers.MapGet("/connections", ListAsync).WithSummary("List the connected accounts.");
        customers.MapPut("/connections/{platform}/{account}", ConnectAsync).WithFullRights()
            .WithSummary("Connect an account, or change how it is connected. The body is the platform's settings object; with check=true it is tried first, and not kept where that fails.");
        customers.MapPost("/connections/{platform}/{account}/authorize", AuthorizeAsync).WithFullRights()
            .WithSummary("Make a link by which a person connects an account of a platform that is connected by signing in there.");
        customers.MapDelete("/connections/{platform}/{account}", DisconnectAsync).WithFullRights().WithSummary("Disconnect an account.");
        customers.MapPost("/connections/{platform}/{account}/check", CheckAsync).WithSummary("Try a connection now, step by step.");
    }

    private static async Task<Ok<PlatformsBody>> PlatformsAsync(HttpContext context, IGrainFactory grains, Connectors connectors, IPlatformSetup setup, PublicAddress address)
    {
        var customer = await CustomerAsync(context, grains);
        return TypedResults.Ok(new PlatformsBody([.. connectors.All.Select(connector => PlatformBody.Of(
            connector,
            connector is not IOAuthConnector || setup.App(connector.Platform.Name, customer.Plan == Plan.Sandbox) is not null,
            address.Origin,
            customer.Connections.Any(connection => connection.Platform == connector.Platform.Name)))]));
    }

    private static async Task<Ok<ConnectionsBody>> ListAsync(HttpContext context, IGrainFactory grains) =>
        TypedResults.Ok(new ConnectionsBody([.. (await CustomerAsync(context, grains)).Connections.Select(ConnectionBody.Of)]));

    private static async Task<Results<Ok<ConnectionBody>, Created<ConnectionBody>, ProblemHttpResult>> ConnectAsync(
        string platform, string account, JsonElement settings, HttpContext context, IGrainFactory grains, Connectors connectors, bool check = false)
    {
        if (connectors.OfPlatform(platform) is IOAuthConnector { Platform.Title: var title })
        {
            return Unprocessable($"{title} is not connected by settings but by signing in there: POST /api/v1/connections/{platform}/{account}/authorize gives a link for a person to open.");
        }

        if (Problems.NoText(settings) is { } wrong)
        {
            return wrong;
        }

        if (JsonMarshal.GetRawUtf8Value(settings).Length > MostSettings)
        {
            return Problems.Of(StatusCodes.Status413PayloadTooLarge, $"The settings have more than {MostSettings / 1024} KB.");
        }

        // Sealed here, so that a credential is plain nowhere between this process and the one that uses it.
        var customer = context.Caller().CustomerId;
        var transport = await grains.GetGrain<ITransportKeyGrain>(ITransportKeyGrain.Key).Current(context.RequestAborted);
        var box = SealedBoxes.Seal(transport, JsonMarshal.GetRawUtf8Value(settings), ConnectRequest.About(customer, platform, account));
        if (check && await grains.GetGrain<ICredentialGrain>($"{customer}/{platform}/{account}").Try(box, context.RequestAborted) is { Ok: false } tried)
        {
            var failed = tried.Steps.First(step => !step.Ok);
            return Unprocessable($"Nothing was kept, for the settings were tried and did not work, at the step {failed.Name}: {failed.Detail}", tried.Steps);
        }

        var outcome = await grains.GetGrain<ICustomerGrain>(customer).Connect(new() { Platform = platform, Account = account, Settings = box }, context.Caller(), context.RequestAborted);
        if (outcome.Failure is { Reason: "already_claimed" } claimed)
        {
            return Problems.Of(StatusCodes.Status409Conflict, claimed.Message, new Dictionary<string, object?> { ["kind"] = "refused", ["reason"] = "already_claimed" });
        }

        if (outcome.Failure is { } failure)
        {
            return Problems.Of(failure, context);
        }

        var body = ConnectionBody.Of(outcome.Connection!);
        return outcome.Created ? TypedResults.Created($"/api/v1/connections/{platform}/{account}", body) : TypedResults.Ok(body);
    }

    private static ProblemHttpResult Unprocessable(string detail, IReadOnlyList<CheckStep>? steps = null)
    {
        var more = new Dictionary<string, object?> { ["kind"] = Outcomes.Word(FailureKind.InvalidArgument) };
        if (steps is not null)
        {
            more["steps"] = steps;
        }

        return Problems.Of(StatusCodes.Status422UnprocessableEntity, detail, more);
    }

    private static async Task<Results<Created<AuthorizeBody>, ProblemHttpResult>> AuthorizeAsync(string platform, string account, HttpContext context, IGrainFactory grains, PublicAddress address)
    {
        var link = await grains.GetGrain<ICustomerGrain>(context.Caller().CustomerId).OfferConnection(platform, account, context.Caller(), context.RequestAborted);
        return link.Failure switch
        {
            null => TypedResults.Created($"{address.Origin}/connect/{link.Ticket}", new AuthorizeBody($"{address.Origin}/connect/{link.Ticket}", link.ExpiresAt)),
            { Kind: FailureKind.InvalidArgument, Argument: "platform", Message: var settings } => Unprocessable(settings),
            { Reason: "not_configured" } missing => Problems.Of(StatusCodes.Status409Conflict, missing.Message, new Dictionary<string, object?> { ["kind"] = Outcomes.Word(missing.Kind), ["reason"] = missing.Reason }),
            { } failure => Problems.Of(failure, context),
        };
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DisconnectAsync(string platform, string account, HttpContext context, IGrainFactory grains) =>
        await grains.GetGrain<ICustomerGrain>(context.Caller().CustomerId).Disconnect(platform, account, context.Caller(), context.RequestAborted)
            ? TypedResults.NoContent()
            : Problems.Of(StatusCodes.Status404NotFound, "There is no such connection.");

    private static async Task<Results<Ok<CheckBody>, ProblemHttpResult>> CheckAsync(string platform, string account, HttpContext context, IGrainFactory grains)
    {
        if ((await CustomerAsync(context, grains)).Connections.All(connection => connection.Platform != platform || connection.Account != account))
        {
            return Problems.Of(StatusCodes.Status404NotFound, "There is no such connection.");
        }

        var check = await grains.GetGrain<ICredentialGrain>($"{context.Caller().CustomerId}/{platform}/{account}").Check(context.RequestAborted);
        return TypedResults.Ok(new CheckBody(check.Ok, check.Steps));
    }

    private static async Task<CustomerView> CustomerAsync(HttpContext context, IGrainFactory grains) =>
        (await grains.GetGrain<ICustomerGrain>(context.Caller().CustomerId).Describe(context.RequestAborted))!;
}
