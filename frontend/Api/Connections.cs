using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Squaremcp.Connections;
using Squaremcp.Customers;
using Squaremcp.Platforms;
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
            .WithSummary("Connect an account, or change how it is connected. The body is the platform's settings object.");
        customers.MapDelete("/connections/{platform}/{account}", DisconnectAsync).WithFullRights().WithSummary("Disconnect an account.");
        customers.MapPost("/connections/{platform}/{account}/check", CheckAsync).WithSummary("Try a connection now, step by step.");
    }

    private static async Task<Ok<PlatformsBody>> PlatformsAsync(HttpContext context, IGrainFactory grains, Connectors connectors)
    {
        var customer = await CustomerAsync(context, grains);
        return TypedResults.Ok(new PlatformsBody([.. connectors.All.Select(connector => connector.Platform).Select(platform => new PlatformBody(
            platform.Name,
            platform.Title,
            platform.Description,
            JsonElement.Parse(platform.SettingsSchema.ToJsonString()),
            JsonElement.Parse(platform.SettingsExample),
            [.. platform.Tools.Select(tool => tool.Name)],
            customer.Connections.Any(connection => connection.Platform == platform.Name)))]));
    }

    private static async Task<Ok<ConnectionsBody>> ListAsync(HttpContext context, IGrainFactory grains) =>
        TypedResults.Ok(new ConnectionsBody([.. (await CustomerAsync(context, grains)).Connections.Select(ConnectionBody.Of)]));

    private static async Task<Results<Ok<ConnectionBody>, Created<ConnectionBody>, ProblemHttpResult>> ConnectAsync(
        string platform, string account, JsonElement settings, HttpContext context, IGrainFactory grains)
    {
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
