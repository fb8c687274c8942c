using System.Collections.Concurrent;
using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Squaremcp.Platforms;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Tests.Grains;

/// <summary>How the platform answers one request for newer tokens.</summary>
internal enum TokenAnswer
{
    Fresh,

    /// <summary>Fresh tokens that do not say when they end.</summary>
    Endless,

    /// <summary>The tokens are spent and made, and the answer is lost: cut off, not JSON, or the connection broke.</summary>
    Lost,

    /// <summary>Status 503 before anything was done.</summary>
    Down,

    /// <summary>Status 429.</summary>
    Busy,

    /// <summary>The person took the access back.</summary>
    Withdrawn,

    /// <summary>The operator's client secret is wrong.</summary>
    WrongApp,
}

/// <summary>A platform with OAuth that keeps book of its tokens and is strict: refresh tokens work once, access tokens until they end.</summary>
internal sealed class TokenPlatform : IOAuthConnector
{
    public static readonly TimeSpan Life = TimeSpan.FromHours(2);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.General) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    private readonly Lock gate = new();
    private readonly Dictionary<string, Tool<TokenPlatform>> tools;
    private readonly Dictionary<string, DateTimeOffset> alive = [];
    private string? refresh;
    private string? before;
    private int made;

    public TokenPlatform(RefreshStyle style = RefreshStyle.Rotates, bool hasGrace = false, TimeSpan? refreshLife = null)
    {
        var (input, output) = ((JsonTypeInfo<Say>)Json.GetTypeInfo(typeof(Say)), (JsonTypeInfo<Said>)Json.GetTypeInfo(typeof(Said)));
        Tool<TokenPlatform>[] all =
        [
            ToolFactory.Read<TokenPlatform, Say, Said>("tok_read", "Read", "Read.", input, output, (_, say, _, _) => Task.FromResult(new Said(say.Text))),
            ToolFactory.Write<TokenPlatform, Say, Said>("tok_write", "Write", "Write.", input, output, (_, say, _, _) => Task.FromResult(new Said(say.Text)), (_, say, _, _) => Task.FromResult(new Rehearsal($"Write {say.Text}."))),
        ];
        tools = all.ToDictionary(tool => tool.Name);
        Platform = new() { Name = "tok", Title = "Tok", Description = "A platform.", SettingsSchema = Schemas.OfInput(input), SettingsExample = "{}", ConnectOptions = "", Tools = all };
        OAuth = new()
        {
            Authorize = new("tok.example", "authorize"),
            Token = new("tok.example", "token"),
            Revoke = new("tok.example", "revoke"),
            Scopes = [new("read", "Read."), new("write", "Write.")],
            Refresh = style,
            RefreshLife = refreshLife,
            HasGrace = hasGrace,
            Registration = "Nothing.",
        };
    }

    public Platform Platform { get; }

    public PlatformOAuth OAuth { get; }

    public required Func<TimeProvider> Clock { get; init; }

    /// <summary>What comes of the next requests for tokens, in turn; then <see cref="Always"/>.</summary>
    public ConcurrentQueue<TokenAnswer> Next { get; } = [];

    public TokenAnswer Always { get; set; } = TokenAnswer.Fresh;

    public TimeSpan? RetryAfter { get; set; }

    /// <summary>Awaited after the tokens were spent and before they are answered.</summary>
    public Func<CancellationToken, Task> BeforeAnswer { get; set; } = _ => Task.CompletedTask;

    /// <summary>Awaited before anything is revoked.</summary>
    public Func<CancellationToken, Task> BeforeRevoke { get; set; } = _ => Task.CompletedTask;

    /// <summary>The access token of each API call, before it is looked at.</summary>
    public Action<string> Used { get; set; } = _ => { };

    /// <summary>The scopes of the next tokens.</summary>
    public IReadOnlyList<string> Scopes { get; set; } = ["read", "write"];

    /// <summary>Released with each request for tokens.</summary>
    public SemaphoreSlim Asked { get; } = new(0);

    public int Refreshes;

    public int Accepted;

    public int Done;

    /// <summary>API calls that came, refused ones too.</summary>
    public int Calls;

    public bool RefusesAll { get; set; }

    public bool Forbids { get; set; }

    public ConcurrentQueue<string> Revoked { get; } = [];

    public OAuthTokens Grant()
    {
        lock (gate)
        {
            return Make(ends: true);
        }
    }

    /// <summary>Ends every access token, as a platform does that has lost patience.</summary>
    public void EndAccess()
    {
        lock (gate)
        {
            alive.Clear();
        }
    }

    public bool Works(string access)
    {
        lock (gate)
        {
            return alive.TryGetValue(access, out var end) && Clock().GetUtcNow() < end;
        }
    }

    public async Task<OAuthTokens> RefreshAsync(OAuthApp app, OAuthTokens tokens, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref Refreshes);
        var answer = Next.TryDequeue(out var next) ? next : Always;
        OAuthTokens? fresh = null;
        lock (gate)
        {
            switch (answer)
            {
                case TokenAnswer.Down:
                    Asked.Release();
                    throw new OAuthException(OAuthTrouble.Unavailable, "Tok's token endpoint cannot be reached.");
                case TokenAnswer.Busy:
                    Asked.Release();
                    throw new OAuthException(OAuthTrouble.Unavailable, "Tok takes no more token requests for now.", RetryAfter);
                case TokenAnswer.WrongApp:
                    Asked.Release();
                    throw new OAuthException(OAuthTrouble.WrongApp, "Tok does not accept this installation's client id, secret or scopes.");
                case TokenAnswer.Withdrawn:
                    (refresh, before) = (null, null);
                    alive.Clear();
                    break;
            }

            fresh = Spend(tokens, answer);
        }

        Asked.Release();
        if (fresh is null)
        {
            throw new OAuthException(OAuthTrouble.InvalidGrant, "Tok does not take this authorization any more.");
        }

        Interlocked.Increment(ref Accepted);
        try
        {
            await BeforeAnswer(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            throw new OAuthException(OAuthTrouble.Unknown, "Tok's token endpoint broke off before it answered.");
        }

        return answer == TokenAnswer.Lost ? throw new OAuthException(OAuthTrouble.Unknown, "Tok's token endpoint answered something that is not what it documents, perhaps cut off.") : fresh;
    }

    public Task<OAuthTokens> RedeemAsync(OAuthApp app, OAuthCode code, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<OAuthIdentity> IdentifyAsync(PlatformHosts hosts, OAuthTokens tokens, CancellationToken cancellationToken) => throw new NotSupportedException();

    public async Task RevokeAsync(OAuthApp app, OAuthTokens tokens, CancellationToken cancellationToken)
    {
        await BeforeRevoke(cancellationToken);
        Revoked.Enqueue(tokens.Access);
        EndAccess();
    }

    public SettingsReading Read(JsonElement settings) => new() { Error = new(ToolErrorKind.InvalidArgument, "Sign in instead.") };

    public Task<ToolResult> RehearseAsync(string tool, PlatformAccount account, JsonElement arguments, ToolContext context, CancellationToken cancellationToken) =>
        Refusal(account) is { } refusal ? Task.FromResult<ToolResult>(refusal) : tools[tool].RehearseAsync(this, arguments, context, cancellationToken);

    public async Task<ToolResult> InvokeAsync(string tool, PlatformAccount account, JsonElement arguments, ToolContext context, CancellationToken cancellationToken)
    {
        if (Refusal(account) is { } refusal)
        {
            return refusal;
        }

        Interlocked.Increment(ref Done);
        return await tools[tool].InvokeAsync(this, arguments, context, cancellationToken);
    }

    public Task<IReadOnlyList<CheckResult>> CheckAsync(PlatformAccount account, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<CheckResult>>([new("account", Refusal(account) is null, "Asked whose account it is.")]);

    private ToolError? Refusal(PlatformAccount account)
    {
        var access = OAuthTokens.Of(account.Credentials!).Access;
        Interlocked.Increment(ref Calls);
        Used(access);
        return Forbids ? new(ToolErrorKind.NotPermittedByPlatform, "Tok does not let this account do that.")
            : RefusesAll || !Works(access) ? new(ToolErrorKind.NeedsReconnection, "Tok does not accept the stored credential any more.") { IsTokenRefused = true }
            : null;
    }

    /// <remarks>Under the lock.</remarks>
    private OAuthTokens? Spend(OAuthTokens tokens, TokenAnswer answer)
    {
        var shown = OAuth.Refresh == RefreshStyle.Extends ? Works(tokens.Access) : tokens.Refresh is { } token && (token == refresh || (OAuth.HasGrace && token == before));
        return shown ? Make(answer != TokenAnswer.Endless, OAuth.HasGrace ? tokens.Refresh : null) : null;
    }

    private OAuthTokens Make(bool ends, string? older = null)
    {
        var (number, now) = (++made, Clock().GetUtcNow());
        if (OAuth.Refresh == RefreshStyle.Rotates || refresh is null)
        {
            (before, refresh) = (refresh, $"planted-refresh-{number}");
        }

        alive[$"planted-access-{number}"] = ends ? now + Life : DateTimeOffset.MaxValue;
        return new()
        {
            Access = $"planted-access-{number}",
            Refresh = OAuth.Refresh == RefreshStyle.Extends ? null : refresh,
            ExpiresAt = ends ? now + Life : null,
            RefreshExpiresAt = OAuth.RefreshLife is { } rest && OAuth.Refresh != RefreshStyle.Extends ? now + rest : null,
            Scopes = Scopes,
            Before = older,
        };
    }

    private sealed record Say([property: Description("The text.")] string Text);

    private sealed record Said([property: Description("The text.")] string Text);
}
