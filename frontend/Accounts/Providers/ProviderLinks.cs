using Squaremcp.Accounts;
using Squaremcp.Frontend.Accounts.Mails;
using Squaremcp.Frontend.OAuth;
using Squaremcp.Frontend.Operation;
using Squaremcp.Frontend.Pages;

namespace Squaremcp.Frontend.Accounts.Providers;

/// <summary>Makes a provider's identity that of an account which was there before: only where its person is signed in to it, in the browser that came from the provider, and presses the button.</summary>
internal sealed class ProviderLinks(Browser browser, ProviderList providers, ProviderCookies cookies, Sessions sessions, Outbox outbox, Forms forms, IGrainFactory grains, PublicAddress address)
{
    internal const string Path = "/login/identity";

    /// <summary>Of the sign-in page's address: the person comes back here.</summary>
    internal const string Query = "link_identity";

    internal async Task ShowAsync(HttpContext context) => await (Pending(context) switch
    {
        null => GoneAsync(context),
        var (link, provider) when (await sessions.VisitorAsync(context))?.Email == link.Email => ProviderPages.AskLinkAsync(context, browser, provider, link.Email),
        var (link, provider) => ProviderPages.AskProofAsync(context, browser, provider, link.Email, providers.HasPasswords),
    });

    internal async Task LinkAsync(HttpContext context)
    {
        if (await forms.ReadAsync(context, Ceiling.SignIn) is null)
        {
            return;
        }

        if (Pending(context) is not var (link, provider))
        {
            await GoneAsync(context);
            return;
        }

        var identity = new ProviderIdentity { Issuer = link.Issuer, Subject = link.Subject };
        if (await sessions.VisitorAsync(context) is not { } visitor || visitor.Email != link.Email || !await grains.GetGrain<IAccountIdentityGrain>(link.Email).Link(visitor.Session, identity, CancellationToken.None))
        {
            PageHeaders.SeeOther(context, Path);
            return;
        }

        cookies.DropPending(context);
        await outbox.SendAsync(link.Email, new ProviderLinked(provider.Title, address.Origin + "/account"), CancellationToken.None);
        context.Request.QueryString = new(link.Query);
        await SignIn.GoOnAsync(context);
    }

    private (PendingLink Link, Provider Provider)? Pending(HttpContext context) =>
        cookies.Pending(context) is { } link && providers.Find(link.Provider) is { } provider && provider.Issuer == link.Issuer ? (link, provider) : null;

    private static Task GoneAsync(HttpContext context) =>
        ErrorPage.WriteAsync(context, "This took too long", "Nothing was changed. Sign in with the provider again.", ("/login", "the sign-in"), StatusCodes.Status410Gone);
}

internal static class ProviderRoutes
{
    internal static IServiceCollection AddProviders(this IServiceCollection services) => services
        .AddSingleton<ProviderList>()
        .AddSingleton<ProviderHttp>()
        .AddSingleton<ProviderKeys>()
        .AddSingleton<ProviderCookies>()
        .AddSingleton<LinkedProviders>()
        .AddSingleton<CodeExchange>()
        .AddSingleton<ProviderSignIn>()
        .AddSingleton<ProviderLinks>();

    internal static void MapProviders(this WebApplication app)
    {
        var (signIn, links) = (app.Services.GetRequiredService<ProviderSignIn>(), app.Services.GetRequiredService<ProviderLinks>());
        app.MapPost("/login/with/{provider}", (HttpContext context, string provider) => signIn.BeginAsync(context, provider)).ExcludeFromDescription();
        app.MapGet("/login/with/{provider}/callback", (HttpContext context, string provider) => signIn.ReturnAsync(context, provider)).ExcludeFromDescription();
        app.MapGet(ProviderLinks.Path, links.ShowAsync).ExcludeFromDescription();
        app.MapPost(ProviderLinks.Path, links.LinkAsync).ExcludeFromDescription();
    }
}
