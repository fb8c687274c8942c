using Squaremcp.Frontend.OAuth.Clients;

namespace Squaremcp.Frontend.OAuth;

internal static partial class OAuthRoutes
{
    private static readonly string[] PublicPaths = ["/.well-known", "/token", "/register", "/revoke", "/introspect"];

    internal static IServiceCollection AddOAuth(this IServiceCollection services) => services
        .AddSingleton<Resources>()
        .AddSingleton<Challenges>()
        .AddSingleton<Metadata>()
        .AddSingleton<Ceilings>()
        .AddSingleton<ClientDocuments>()
        .AddSingleton<ClientDirectory>()
        .AddSingleton<ClientCredentials>()
        .AddSingleton<RegistrationEndpoint>()
        .AddSingleton<AuthorizeEndpoint>()
        .AddSingleton<TokenEndpoint>()
        .AddSingleton<TokenStatusEndpoints>();

    internal static void MapOAuth(this WebApplication app)
    {
        var metadata = app.Services.GetRequiredService<Metadata>();
        app.MapPublic(["GET"], Metadata.AuthorizationServer, metadata.ServerAsync);
        app.MapPublic(["GET"], "/.well-known/oauth-protected-resource", context => metadata.ResourceAsync(context, metadata.RootResource));
        app.MapPublic(["GET"], "/.well-known/oauth-protected-resource/{**path}", context =>
            metadata.Resources.FirstOrDefault(resource => resource.MetadataPath == context.Request.Path.Value) is { } resource ? metadata.ResourceAsync(context, resource) : Metadata.NotFoundAsync(context));
        app.MapPublic(["GET"], "/.well-known/{**path}", Metadata.NotFoundAsync);

        var register = app.Services.GetRequiredService<RegistrationEndpoint>();
        var token = app.Services.GetRequiredService<TokenEndpoint>();
        var status = app.Services.GetRequiredService<TokenStatusEndpoints>();
        var authorize = app.Services.GetRequiredService<AuthorizeEndpoint>();
        foreach (var prefix in (string[])["", "/oauth"])
        {
            app.MapPublic(["POST"], prefix + "/register", register.RegisterAsync);
            app.MapPublic(["GET", "PUT", "DELETE"], prefix + "/register/{id}", context => ManageAsync(register, context));
            app.MapPublic(["POST"], prefix + "/token", token.HandleAsync);
            app.MapPublic(["POST"], prefix + "/revoke", status.RevokeAsync);
            app.MapPublic(["POST"], prefix + "/introspect", status.IntrospectAsync);
            app.MapMethods(prefix + "/authorize", ["GET", "POST"], context => authorize.AskAsync(context)).ExcludeFromDescription();
        }

        app.MapPost("/authorize/consent", context => authorize.DecideAsync(context)).ExcludeFromDescription();
    }

    /// <summary>True for what any page may call: nothing there looks at cookies.</summary>
    internal static bool IsPublic(PathString path)
    {
        var plain = path.StartsWithSegments("/oauth", StringComparison.OrdinalIgnoreCase, out var rest) ? rest : path;
        return Array.Exists(PublicPaths, open => plain.StartsWithSegments(open, StringComparison.OrdinalIgnoreCase));
    }

    private static Task ManageAsync(RegistrationEndpoint register, HttpContext context)
    {
        var id = context.GetRouteValue("id")!.ToString()!;
        return context.Request.Method switch
        {
            "GET" => register.ReadOneAsync(context, id),
            "PUT" => register.ReplaceAsync(context, id),
            _ => register.DeleteAsync(context, id),
        };
    }

    /// <summary>An endpoint that clients call, from any origin and without cookies: preflights are answered, an outage is told as one, any other method is 405.</summary>
    private static void MapPublic(this WebApplication app, string[] methods, string path, Func<HttpContext, Task> handle) => app.Map(path, async context =>
    {
        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlExposeHeaders = "WWW-Authenticate, Retry-After";
        headers.XContentTypeOptions = "nosniff";
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            headers.AccessControlAllowMethods = string.Join(", ", [.. methods, "OPTIONS"]);
            headers.AccessControlAllowHeaders = "content-type, authorization, accept, mcp-protocol-version";
            headers.AccessControlMaxAge = "7200";
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        if (!methods.Contains(context.Request.Method) && !(HttpMethods.IsHead(context.Request.Method) && methods.Contains("GET")))
        {
            headers.Allow = string.Join(", ", methods);
            await OAuthAnswers.ErrorAsync(context, "invalid_request", $"Use {string.Join(" or ", methods)}.", StatusCodes.Status405MethodNotAllowed);
            return;
        }

        try
        {
            await handle(context);
        }
        catch (Exception outage) when (outage is not (BadHttpRequestException or OperationCanceledException) && !context.Response.HasStarted)
        {
            Broke(app.Logger, path, outage);
            await OAuthAnswers.UnavailableAsync(context);
        }
    }).ExcludeFromDescription();

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} could not be answered.")]
    private static partial void Broke(ILogger logger, string path, Exception exception);
}
