using Squaremcp.Frontend.Doctor;
using Squaremcp.Frontend.OAuth.Clients;
using Squaremcp.OAuth;
using Squaremcp.Settings;

namespace Squaremcp.Frontend.OAuth;

/// <summary><c>/token</c> (RFC 6749 §3.2): a code, once, or a refresh token becomes an access token and the next refresh token.</summary>
internal sealed class TokenEndpoint(ClientCredentials credentials, Resources resources, GatewaySettings settings, IGrainFactory grains, TimeProvider clock)
{
    private const int LongestParameter = 4_096;

    internal async Task HandleAsync(HttpContext context)
    {
        if (await Parameters.OfFormAsync(context) is not { } form)
        {
            await WrongAsync(context, "The body must be application/x-www-form-urlencoded, and no longer than 32 KB.");
            return;
        }

        Seen.Asks(context, form, null);
        if (Malformed(form) is { } wrong)
        {
            await WrongAsync(context, wrong);
            return;
        }

        if (form["grant_type"] is not ("authorization_code" or "refresh_token"))
        {
            await OAuthAnswers.ErrorAsync(context, "unsupported_grant_type", "grant_type must be authorization_code or refresh_token.");
            return;
        }

        if (await credentials.AuthenticateAsync(context, form) is not { } client)
        {
            return;
        }

        var resource = form.All("resource").Select(resources.Find).Distinct().ToList();
        if (resource.Count > 1 || resource.Contains(null))
        {
            await OAuthAnswers.ErrorAsync(context, "invalid_target", "resource is not one that this server protects.");
            return;
        }

        await (form["grant_type"] == "refresh_token"
            ? RefreshAsync(context, form, client, resource.FirstOrDefault()?.Identifier)
            : RedeemAsync(context, form, client, resource.FirstOrDefault()?.Identifier));
    }

    private static string? Malformed(Parameters form) =>
        form.Twice("resource") is { } twice ? $"{twice} is given twice."
        : form.Pairs().FirstOrDefault(pair => pair.Value.Length > LongestParameter) is { Name: { } name } ? $"{name} is longer than {LongestParameter} characters."
        : form["grant_type"] is null ? "grant_type is missing."
        : null;

    private async Task RedeemAsync(HttpContext context, Parameters form, OAuthClient client, string? resource)
    {
        if (form["code"] is not { } code)
        {
            await WrongAsync(context, "code is missing.");
            return;
        }

        if (form["code_verifier"] is not { } verifier || !IsVerifier(verifier))
        {
            await WrongAsync(context, "code_verifier must be 43 to 128 characters of letters, digits, - . _ ~.");
            return;
        }

        if (TokenText.Grant(TokenText.Code, code) is not { } grant)
        {
            await OAuthAnswers.ErrorAsync(context, "invalid_grant", "The code is unknown.");
            return;
        }

        var (access, refresh) = (TokenText.New(TokenText.Access, grant), TokenText.New(TokenText.Refresh, grant));
        var outcome = await grains.GetGrain<IGrantGrain>(grant).Redeem(
            new() { CodeHash = TokenText.Hash(code), ClientId = client.Id, Challenge = TokenText.Challenge(verifier), RedirectUri = form["redirect_uri"], Resource = resource },
            Proposed(access, refresh, null),
            CancellationToken.None);
        Seen.Token(context, grant, outcome);
        await AnswerAsync(context, outcome, access, refresh);
    }

    private async Task RefreshAsync(HttpContext context, Parameters form, OAuthClient client, string? resource)
    {
        if (form["refresh_token"] is not { } presented)
        {
            await WrongAsync(context, "refresh_token is missing.");
            return;
        }

        if (TokenText.Grant(TokenText.Refresh, presented) is not { } grant)
        {
            await OAuthAnswers.ErrorAsync(context, "invalid_grant", "The refresh token is unknown.");
            return;
        }

        var scopes = form["scope"]?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (access, refresh) = (TokenText.New(TokenText.Access, grant), TokenText.New(TokenText.Refresh, grant));
        var outcome = await grains.GetGrain<IGrantGrain>(grant).Refresh(
            new() { Hash = TokenText.Hash(presented), ClientId = client.Id, Scopes = scopes is { Length: > 0 } ? scopes : null, Resource = resource },
            Proposed(access, refresh, TokenText.Seal(presented, access, refresh)),
            CancellationToken.None);
        Seen.Token(context, grant, outcome);
        if (outcome.Verdict == TokenVerdict.Again)
        {
            (access, refresh) = TokenText.Open(presented, outcome.Sealed!);
        }

        await AnswerAsync(context, outcome, access, refresh);
    }

    private NewTokens Proposed(string access, string refresh, string? answer) => new()
    {
        AccessHash = TokenText.Hash(access),
        RefreshHash = TokenText.Hash(refresh),
        AccessLifetime = TimeSpan.FromSeconds(settings.OAuth.AccessTokenSeconds),
        RefreshIdle = TimeSpan.FromDays(settings.OAuth.RefreshIdleDays),
        Grace = TimeSpan.FromSeconds(settings.OAuth.RefreshGraceSeconds),
        Sealed = answer,
    };

    private Task AnswerAsync(HttpContext context, TokenOutcome outcome, string access, string refresh) => outcome.Verdict switch
    {
        TokenVerdict.Issued or TokenVerdict.Again => OAuthAnswers.JsonAsync(context, new Dictionary<string, object?>
        {
            ["access_token"] = access,
            ["token_type"] = "Bearer",
            ["expires_in"] = Math.Max(0, (int)(outcome.AccessExpiresAt - clock.GetUtcNow()).TotalSeconds),
            ["scope"] = string.Join(' ', outcome.Scopes),
            ["refresh_token"] = outcome.Refreshable ? refresh : null,
        }),
        TokenVerdict.InvalidScope => OAuthAnswers.ErrorAsync(context, "invalid_scope", outcome.Why!),
        TokenVerdict.InvalidTarget => OAuthAnswers.ErrorAsync(context, "invalid_target", outcome.Why!),
        _ => OAuthAnswers.ErrorAsync(context, "invalid_grant", outcome.Why!),
    };

    private static Task WrongAsync(HttpContext context, string why) => OAuthAnswers.ErrorAsync(context, "invalid_request", why);

    /// <summary>RFC 7636 §4.1.</summary>
    private static bool IsVerifier(string text) => text.Length is >= 43 and <= 128 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_' or '~');
}
