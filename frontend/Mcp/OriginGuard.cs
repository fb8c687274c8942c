using Squaremcp.Frontend.Doctor;
using Squaremcp.Frontend.OAuth;
using Squaremcp.Frontend.Operation;
using Squaremcp.Settings;

namespace Squaremcp.Frontend.Mcp;

/// <summary>Against DNS rebinding, for every route: a Host that is not ours is 421, a browser Origin that is not allowed is 403, whatever the credential.</summary>
internal sealed class OriginGuard(RequestDelegate next, GatewaySettings settings, PublicAddress address, Observer doctor)
{
    private HashSet<string>? hosts;
    private HashSet<string>? origins;

    public Task InvokeAsync(HttpContext context)
    {
        if (!(hosts ??= Hosts()).Contains(context.Request.Host.Value ?? ""))
        {
            doctor.Misdirected(context, "wrong_host", context.Request.Host.Value);
            context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
            return context.Response.WriteAsync("This gateway does not answer to that host name. The operator can allow it with SQUAREMCP__PublicOrigin or SQUAREMCP__Mcp__AllowedHosts.\n");
        }

        var origin = context.Request.Headers.Origin;
        if (origin.Count > 0 && !OAuthRoutes.IsPublic(context.Request.Path) && (origin.Count > 1 || !(origins ??= Origins()).Contains(origin[0] ?? "")))
        {
            doctor.Misdirected(context, "wrong_origin", origin[0]);
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return context.Response.WriteAsync("Pages of that origin may not call this gateway. The operator can allow it with SQUAREMCP__Mcp__AllowedOrigins.\n");
        }

        return next(context);
    }

    private IEnumerable<string> Own() => [address.Origin, .. address.Bound.SelectMany(bound =>
        (string[])[bound.GetLeftPart(UriPartial.Authority), $"{bound.Scheme}://localhost:{bound.Port}", $"{bound.Scheme}://127.0.0.1:{bound.Port}", $"{bound.Scheme}://[::1]:{bound.Port}"])];

    // A browser and a client leave the scheme's own port out, a careless one writes it.
    private HashSet<string> Hosts() => new(
        Own().Select(origin => new Uri(origin)).SelectMany(uri => (string[])[uri.Authority, $"{uri.Host}:{uri.Port}"]).Concat(settings.Mcp.AllowedHosts),
        StringComparer.OrdinalIgnoreCase);

    private HashSet<string> Origins() => new(Own().Concat(settings.Mcp.AllowedOrigins), StringComparer.OrdinalIgnoreCase);
}
