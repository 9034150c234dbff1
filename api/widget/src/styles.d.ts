declare module "*.css" {
  const css: string;
  export default css;
}

declare module "deep-chat/dist/deepChat.bundle.js";
