using Squaremcp.Frontend.Accounts.Mails;
using Squaremcp.Frontend.Accounts.Providers;
using Squaremcp.Frontend.Pages;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Frontend.Accounts;

internal static class AccountRoutes
{
    private static readonly byte[] Style = Read();

    internal static IServiceCollection AddAccounts(this IServiceCollection services) => services
        .AddSingleton<Browser>()
        .AddSingleton<Forms>()
        .AddSingleton<Sessions>()
        .AddSingleton<Passwords>()
        .AddSingleton<PasswordGate>()
        .AddSingleton<Mailer>()
        .AddSingleton<Outbox>()
        .AddSingleton<Postman>()
        .AddHostedService(provider => provider.GetRequiredService<Postman>())
        .AddSingleton<Errands>()
        .AddHostedService(provider => provider.GetRequiredService<Errands>())
        .AddSingleton<Reauthentication>()
        .AddSingleton<PasswordChanges>()
        .AddSingleton<Verification>()
        .AddSingleton<Invitations>()
        .AddSingleton<Memberships>()
        .AddSingleton<InviteEndpoint>()
        .AddSingleton<SecondFactor>()
        .AddSingleton<SignIn>()
        .AddSingleton<SignUp>()
        .AddSingleton<ResetEndpoint>()
        .AddSingleton<VerifyEndpoint>()
        .AddSingleton<AccountEndpoint>()
        .AddProviders();

    internal static void MapAccounts(this WebApplication app)
    {
        var (signIn, signUp) = (app.Services.GetRequiredService<SignIn>(), app.Services.GetRequiredService<SignUp>());
        var gate = app.Services.GetRequiredService<PasswordGate>();
        app.MapGet("/", context =>
        {
            PageHeaders.SeeOther(context, "/login");
            return Task.CompletedTask;
        }).ExcludeFromDescription();
        app.MapGet("/login", context => signIn.ShowAsync(context)).ExcludeFromDescription();
        app.MapPost("/login", gate.Keep(context => signIn.TryAsync(context))).ExcludeFromDescription();
        app.MapPost("/login/link", gate.Keep(context => signIn.SendLinkAsync(context))).ExcludeFromDescription();
        app.MapGet("/login/follow", gate.Keep(context => signIn.ShowLinkAsync(context))).ExcludeFromDescription();
        app.MapPost("/login/follow", gate.Keep(context => signIn.FollowLinkAsync(context))).ExcludeFromDescription();
        app.MapPost("/logout", context => signIn.OutAsync(context)).ExcludeFromDescription();
        app.MapGet("/signup", gate.Keep(context => signUp.ShowAsync(context))).ExcludeFromDescription();
        app.MapPost("/signup", gate.Keep(context => signUp.TryAsync(context))).ExcludeFromDescription();
        app.MapGet("/login/code", context => signIn.ShowCodeAsync(context)).ExcludeFromDescription();
        app.MapPost("/login/code", context => signIn.TryCodeAsync(context)).ExcludeFromDescription();
        app.MapProviders();
        app.MapReset(gate, app.Services.GetRequiredService<ResetEndpoint>());
        app.MapVerify(app.Services.GetRequiredService<VerifyEndpoint>());
        app.MapInvite(app.Services.GetRequiredService<InviteEndpoint>());
        app.MapAccount(app.Services.GetRequiredService<AccountEndpoint>());
        app.MapGet("/assets/pages.css", context =>
        {
            context.Response.ContentType = "text/css; charset=utf-8";
            context.Response.Headers.CacheControl = "public, max-age=3600";
            context.Response.Headers.XContentTypeOptions = "nosniff";
            return context.Response.Body.WriteAsync(Style).AsTask();
        }).ExcludeFromDescription();
    }

    private static byte[] Read()
    {
        using var stream = typeof(Page).Assembly.GetManifestResourceStream("Squaremcp.Frontend.Pages.pages.css")!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
