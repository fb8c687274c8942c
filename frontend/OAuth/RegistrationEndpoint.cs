using System.Text.Json;
using Squaremcp.Frontend.Doctor;
using Squaremcp.Frontend.OAuth.Clients;
using Squaremcp.Frontend.Operation;
using Squaremcp.OAuth;

namespace Squaremcp.Frontend.OAuth;

/// <summary>Clients register themselves (RFC 7591) and look after their registration (RFC 7592). Open to anybody, since most AI clients know no other way; a registration that nobody ever lets in expires.</summary>
internal sealed class RegistrationEndpoint(IGrainFactory grains, PublicAddress address, Ceilings ceilings, TimeProvider clock)
{
    private const int MostBytes = 16 * 1024;

    private static readonly string[] ResponseTypes = ["code"];

    internal async Task RegisterAsync(HttpContext context)
    {
        if (ceilings.Take(Ceiling.Register, context.Connection.RemoteIpAddress) is { } wait)
        {
            await OAuthAnswers.TooManyAsync(context, wait);
            return;
        }

        if (await ReadAsync(context) is not { } metadata)
        {
            return;
        }

        var now = clock.GetUtcNow();
        var secret = metadata.Authentication == ClientAuthentication.None ? null : "sqs_" + Secrets.Random();
        var manage = "sqm_" + Secrets.Random();
        var client = With(metadata, new()
        {
            Id = Ids.New("cli", now),
            Name = metadata.Name,
            RedirectUris = [],
            Authentication = metadata.Authentication,
            SecretHash = secret is null ? null : TokenText.Hash(secret),
            RegistrationTokenHash = TokenText.Hash(manage),
            RegisteredAt = now,
        });
        await grains.GetGrain<IOAuthClientGrain>(client.Id).Put(client, context.RequestAborted);
        Seen.Is(context, client.Id, client);
        await OAuthAnswers.JsonAsync(context, Told(client, secret, manage), StatusCodes.Status201Created);
    }

    internal async Task ReadOneAsync(HttpContext context, string id)
    {
        if (await ManagedAsync(context, id) is { } client)
        {
            await OAuthAnswers.JsonAsync(context, Told(client, null, null));
        }
    }

    internal async Task ReplaceAsync(HttpContext context, string id)
    {
        if (await ManagedAsync(context, id) is not { } client || await ReadAsync(context) is not { } metadata)
        {
            return;
        }

        if (metadata.Authentication == ClientAuthentication.None != client.IsPublic)
        {
            await OAuthAnswers.ErrorAsync(context, "invalid_client_metadata", "A client cannot become public or confidential later; register again.");
            return;
        }

        var changed = With(metadata, client);
        await grains.GetGrain<IOAuthClientGrain>(id).Put(changed, context.RequestAborted);
        await OAuthAnswers.JsonAsync(context, Told(changed, null, null));
    }

    internal async Task DeleteAsync(HttpContext context, string id)
    {
        if (await ManagedAsync(context, id) is not null)
        {
            await grains.GetGrain<IOAuthClientGrain>(id).Delete(context.RequestAborted);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private static OAuthClient With(ClientMetadata metadata, OAuthClient client) => client with
    {
        Name = metadata.Name,
        RedirectUris = metadata.RedirectUris,
        Authentication = metadata.Authentication,
        GrantTypes = metadata.GrantTypes,
        Scopes = metadata.Scopes,
        ClientUri = metadata.ClientUri,
        ApplicationType = metadata.ApplicationType,
    };

    private async Task<OAuthClient?> ManagedAsync(HttpContext context, string id)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var client = id.StartsWith(ClientDirectory.RegisteredPrefix, StringComparison.Ordinal) && id.Length <= 64 ? await grains.GetGrain<IOAuthClientGrain>(id).Find(context.RequestAborted) : null;
        if (client?.RegistrationTokenHash is { } hash && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            && TokenText.Same(TokenText.Hash(header[7..].Trim()), hash))
        {
            return client;
        }

        context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
        await OAuthAnswers.ErrorAsync(context, "invalid_token", "The registration access token is not the one of this client.", StatusCodes.Status401Unauthorized);
        return null;
    }

    private static async Task<ClientMetadata?> ReadAsync(HttpContext context)
    {
        var body = new byte[MostBytes + 1];
        var length = context.Request.ContentLength > MostBytes ? MostBytes + 1 : await context.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
        if (length > MostBytes)
        {
            await OAuthAnswers.ErrorAsync(context, "invalid_client_metadata", $"The metadata is longer than {MostBytes / 1024} KB.", StatusCodes.Status413PayloadTooLarge);
            return null;
        }

        if (!context.Request.HasJsonContentType() || Parsed(body.AsMemory(0, length)) is not { } json)
        {
            await OAuthAnswers.ErrorAsync(context, "invalid_client_metadata", "The body must be a JSON object, sent as application/json.");
            return null;
        }

        Seen.Registers(context, json);
        var (metadata, error, why) = ClientMetadata.Read(json, isDocument: false);
        if (metadata is null)
        {
            await OAuthAnswers.ErrorAsync(context, error, why);
        }

        return metadata;
    }

    private static JsonElement? Parsed(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonElement.Parse(body.Span, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 16 });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private Dictionary<string, object?> Told(OAuthClient client, string? secret, string? manage) => new()
    {
        ["client_id"] = client.Id,
        ["client_id_issued_at"] = client.RegisteredAt.ToUnixTimeSeconds(),
        ["client_secret"] = secret,
        ["client_secret_expires_at"] = client.IsPublic ? null : 0,
        ["client_name"] = client.Name,
        ["redirect_uris"] = client.RedirectUris,
        ["grant_types"] = client.GrantTypes,
        ["response_types"] = ResponseTypes,
        ["token_endpoint_auth_method"] = client.Authentication switch { ClientAuthentication.None => "none", ClientAuthentication.SecretPost => "client_secret_post", _ => "client_secret_basic" },
        ["scope"] = Scopes.Mcp,
        ["application_type"] = client.ApplicationType,
        ["client_uri"] = client.ClientUri,
        ["registration_client_uri"] = $"{address.Origin}/register/{client.Id}",
        ["registration_access_token"] = manage,
    };
}
